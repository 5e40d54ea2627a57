// SPDX-License-Identifier: MIT
// A sentence with its gold and its predicted triples as part of a web page.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/error.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/error_report.hpp"
#include "hmt/evaluate/errors.hpp"
#include "hmt/report/markup.hpp"
#include "hmt/report/page.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt::detail {

/// Writes sentences, each with two sides: gold above predictions. Types have the same hues on the whole page.
class example_markup {
 public:
  explicit example_markup(std::string path) : path_(std::move(path)) {}

  /// An article for sentence `place_in_corpus` (from 0) in the group of a cause: its wrong triples of this cause are
  /// highlighted.
  [[nodiscard]] std::string operator()(std::size_t place_in_corpus, sentence const& gold, extraction const& found,
                                       error_cause group) {
    ++number_;
    auto const errors = triple_errors(gold, found);
    std::vector<triple> given;
    for (auto const& each : found.triples) given.push_back({each.head, each.relation, each.tail});
    std::ranges::sort(given);
    given.erase(std::unique(given.begin(), given.end()), given.end());
    auto const where = fmt::format("sentence {}, {}", place_in_corpus + 1, file_position{path_, gold.line}.text());
    auto text = fmt::format("<article aria-label=\"{0}\"><h4>{0}</h4>\n", escaped_markup(where));
    text += side("gold", gold, gold.entities, gold.triples, errors, error_kind::missed, group, nullptr);
    text += side("found", gold, found.entities, given, errors, error_kind::wrong, group, &found);
    return text + "</article>\n";
  }

 private:
  template <class Entities>
  [[nodiscard]] std::string side(std::string_view name, sentence const& in, Entities const& entities,
                                 std::vector<triple> const& triples, std::vector<triple_error> const& errors,
                                 error_kind kind, error_cause group, extraction const* found) {
    auto const id = fmt::format("{}{}", name.front(), number_);
    std::vector<std::string_view> const words(in.words.begin(), in.words.end());
    std::vector<std::string_view> gaps(words.size() + 1, " ");
    gaps.front() = gaps.back() = "";
    std::vector<word_mark> marks;
    for (auto const& each : entities) marks.push_back({each.words.begin, each.words.end, each.type, ""});
    std::ranges::stable_sort(marks, [](auto const& one, auto const& other) {
      return one.begin < other.begin || (one.begin == other.begin && one.end > other.end);
    });
    auto text = fmt::format("<div class=\"side\"><h5>{}</h5>\n{}", name, marker_(id, words, gaps, marks));
    if (triples.empty()) return text + "<p>no triples</p></div>\n";
    text += "<ul>\n";
    for (auto const& each : triples) {
      auto const error =
          std::ranges::find_if(errors, [&](triple_error const& one) { return one.kind == kind && one.what == each; });
      text += item(id, in, each, error == errors.end() ? std::nullopt : std::optional(error->cause), kind, group,
                   found == nullptr ? std::nullopt : confidence_of(&each, *found));
    }
    return text + "</ul></div>\n";
  }

  [[nodiscard]] static std::string item(std::string_view id, sentence const& in, triple const& of,
                                        std::optional<error_cause> cause, error_kind kind, error_cause group,
                                        std::optional<double> confidence) {
    auto const status = !cause ? std::string(kind == error_kind::missed ? "found" : "right")
                               : fmt::format("{}: {}", name_of(kind), name_of(*cause));
    auto const classes = !cause ? "right" : fmt::format("{}{}", name_of(kind), *cause == group ? " here" : "");
    return fmt::format(
        "<li{} class=\"{}\" data-sign=\"{}\" data-relation=\"{}\" data-head=\"{}\" data-tail=\"{}\">"
        "<b>{}</b> <i>{}</i> <b>{}</b> <span>{}{}</span></li>\n",
        cause ? " tabindex=\"0\"" : "", classes, cause ? "✗\u2009" : "✓\u2009", escaped_markup(of.relation),
        word_ids(id, of.head.begin, of.head.end), word_ids(id, of.tail.begin, of.tail.end),
        escaped_markup(text_of(in, of.head)), escaped_markup(of.relation), escaped_markup(text_of(in, of.tail)), status,
        confidence ? fmt::format(", at {:.2f}", *confidence) : "");
  }

  std::string path_;
  std::size_t number_ = 0;
  word_marker marker_;
};

}  // namespace hmt::detail
