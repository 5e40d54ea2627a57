// SPDX-License-Identifier: MIT
// All wrong triples of a model on a corpus, as text and as JSON lines.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/json.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/errors.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

namespace detail {

/// Calls `use(number, errors)` for every sentence with wrong triples; `number` counts from 0. Throws as
/// `evaluate` does.
template <class Use>
void for_each_wrong_sentence(corpus const& gold, std::span<extraction const> predicted, Use use) {
  require_one_each(gold, predicted);
  for (std::size_t number = 0; number < predicted.size(); ++number) {
    auto const& one = gold.sentences[number];
    require_spans_within(one, predicted[number]);
    if (auto const errors = triple_errors(one, predicted[number]); !errors.empty()) use(number, errors);
  }
}

/// The gold triple and the predicted one of an error, null if there is none.
struct both_sides {
  triple const* gold;
  triple const* found;

  explicit both_sides(triple_error const& of) : gold(&of.what), found(of.instead ? &*of.instead : nullptr) {
    if (of.kind == error_kind::wrong) std::swap(gold, found);
  }
};

/// The confidence of a predicted triple; the largest, if predicted several times. None for null.
[[nodiscard]] inline std::optional<double> confidence_of(triple const* of, extraction const& found) {
  std::optional<double> confidence;
  for (auto const& each : found.triples)
    if (of != nullptr && *of == triple{each.head, each.relation, each.tail})
      confidence = std::max(confidence.value_or(0), each.confidence);
  return confidence;
}

/// `(Ana Ruiz 0:2, born_in, Malaga 5:6)`, or `nothing`.
[[nodiscard]] inline std::string triple_text(triple const* of, sentence const& in) {
  if (of == nullptr) return "nothing";
  return fmt::format("({} {}:{}, {}, {} {}:{})", text_of(in, of->head), of->head.begin, of->head.end, of->relation,
                     text_of(in, of->tail), of->tail.begin, of->tail.end);
}

/// `head` and `tail`, each with `text` and `words`, and `relation`; or null.
[[nodiscard]] inline json_value triple_json(triple const* of, sentence const& in) {
  if (of == nullptr) return {};
  auto const argument = [&in](word_span words) {
    return json_value{{"text", text_of(in, words)}, {"words", {words.begin, words.end}}};
  };
  return {{"head", argument(of->head)}, {"relation", of->relation}, {"tail", argument(of->tail)}};
}

}  // namespace detail

/// Each sentence with wrong triples, exact spans: its file position and words; then a line for each of these with kind,
/// cause, the gold triple and the predicted one with its confidence; then an empty line. `a:b` are the words from
/// number a up to but excluding b. `predicted[i]` is for `gold.sentences[i]`. Throws as `evaluate` does.
[[nodiscard]] inline std::string error_text(corpus const& gold, std::span<extraction const> predicted) {
  std::string text;
  detail::for_each_wrong_sentence(gold, predicted, [&](std::size_t number, auto const& errors) {
    auto const& one = gold.sentences[number];
    text += fmt::format("{}: {}\n", file_position{gold.path, one.line}.text(), text_of(one, {0, one.words.size()}));
    for (auto const& each : errors) {
      detail::both_sides const sides(each);
      text += fmt::format("  {:6}  {:16}  gold {}  found {}", name_of(each.kind), name_of(each.cause),
                          detail::triple_text(sides.gold, one), detail::triple_text(sides.found, one));
      if (auto const confidence = detail::confidence_of(sides.found, predicted[number]))
        text += fmt::format(" at {:.2f}", *confidence);
      text += '\n';
    }
    text += '\n';
  });
  return text;
}

/// The same as JSON lines, one object per wrong triple: `file`, `line`, `sentence` (its number in the corpus, from 1),
/// `words`, `kind`, `cause`, `gold` and `found`, as `docs/data-formats.md` describes them. Throws as `evaluate` does.
/// Requires: words and relations are UTF-8.
[[nodiscard]] inline std::string error_json_lines(corpus const& gold, std::span<extraction const> predicted) {
  std::string text;
  detail::for_each_wrong_sentence(gold, predicted, [&](std::size_t number, auto const& errors) {
    auto const& one = gold.sentences[number];
    for (auto const& each : errors) {
      detail::both_sides const sides(each);
      auto found = detail::triple_json(sides.found, one);
      if (auto const confidence = detail::confidence_of(sides.found, predicted[number]))
        found["confidence"] = *confidence;
      text += json_value{{"file", gold.path},
                         {"line", one.line},
                         {"sentence", number + 1},
                         {"words", one.words},
                         {"kind", name_of(each.kind)},
                         {"cause", name_of(each.cause)},
                         {"gold", detail::triple_json(sides.gold, one)},
                         {"found", std::move(found)}}
                  .dump() +
              "\n";
    }
  });
  return text;
}

}  // namespace hmt
