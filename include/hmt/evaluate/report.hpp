// SPDX-License-Identifier: MIT
// An evaluation as a text table and as JSON.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "hmt/core/json.hpp"
#include "hmt/core/pluralise.hpp"
#include "hmt/core/unicode.hpp"
#include "hmt/evaluate/counts.hpp"
#include "hmt/evaluate/errors.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/evaluate/matching.hpp"

namespace hmt {

namespace detail {

/// The names of `evaluation::by_triple_count`.
inline constexpr std::array<std::string_view, 6> triple_count_names{"0", "1", "2", "3", "4", "5+"};

[[nodiscard]] inline json_value score_json(counts const& of) {
  return {{"precision", of.precision()}, {"recall", of.recall()}, {"f1", of.f1()},
          {"predicted", of.predicted},   {"gold", of.gold},       {"correct", of.correct}};
}

[[nodiscard]] inline json_value score_json(std::optional<counts> const& of) {
  return of ? score_json(*of) : json_value();
}

/// Calls `row(section, name, counts)` for every line of scores common to both formats, in order; a rule that does not
/// apply to the corpus has no counts.
template <class Row>
void for_each_score(evaluation const& of, Row row) {
  using maybe = std::optional<counts>;
  row("triples", matching::exact_span::name, maybe(of.triples.exact_span));
  row("triples", matching::exact_text::name, maybe(of.triples.exact_text));
  row("triples", matching::first_word::name, maybe(of.triples.first_word));
  row("triples", matching::begin_tag::name, maybe(of.triples.begin_tag));
  row("triples", matching::strict::name, of.triples.strict);
  row("entities", matching::exact_span::name, maybe(of.entities.exact_span));
  row("entities", matching::strict::name, of.entities.strict);
  for (auto const& [relation, score] : of.relations) row("relations", relation, maybe(score));
  for (std::size_t number = 0; number < of.by_triple_count.size(); ++number)
    row("by_triple_count", triple_count_names[number], maybe(of.by_triple_count[number]));
  row("by_overlap", "none", maybe(of.by_overlap.none));
  row("by_overlap", "entity_overlap", maybe(of.by_overlap.entity_overlap));
  row("by_overlap", "pair_overlap", maybe(of.by_overlap.pair_overlap));
}

/// Names separated by commas.
[[nodiscard]] inline std::string listed(std::set<std::string> const& names) {
  std::string text;
  for (auto const& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace detail

/// One line per score with precision, recall, F1 and the counts, in sections; scores in percent, `-` if a rule does not
/// apply; then the wrong triples by cause, the inverse relations, and, if any, the confusions of these and the
/// relations unknown to the model. Ends with a line break.
[[nodiscard]] inline std::string table(evaluation const& of) {
  std::size_t width = 0;
  detail::for_each_score(of, [&width](std::string_view, std::string_view name, auto const&) {
    width = std::max(width, count_code_points(name));
  });
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> titles{
      {{"triples", "triples, by matching rule"},
       {"entities", "entities, by matching rule"},
       {"relations", "triples (exact_span), by relation"},
       {"by_triple_count", "triples (exact_span), by gold triples in the sentence"},
       {"by_overlap", "triples (exact_span), by overlap in the sentence"}}};
  std::string text;
  std::string_view last;
  detail::for_each_score(of, [&](std::string_view section, std::string_view name, std::optional<counts> const& score) {
    if (section != last) {
      auto const title = std::ranges::find(titles, section, [](auto const& pair) { return pair.first; });
      text += fmt::format("{}{}\n  {:{}}  {:>6}  {:>6}  {:>6}  {:>9}  {:>7}  {:>7}\n", last.empty() ? "" : "\n",
                          title->second, "", width, "P", "R", "F1", "predicted", "gold", "correct");
      last = section;
    }
    std::string const padding(width - count_code_points(name), ' ');
    if (score)
      text +=
          fmt::format("  {}{}  {:6.2f}  {:6.2f}  {:6.2f}  {:9}  {:7}  {:7}\n", name, padding, 100 * score->precision(),
                      100 * score->recall(), 100 * score->f1(), score->predicted, score->gold, score->correct);
    else
      text += fmt::format("  {}{}  {:>6}  {:>6}  {:>6}\n", name, padding, "-", "-", "-");
  });
  text += fmt::format("\nwrong triples (exact_span), by cause\n  {:16}  {:>7}  {:>7}\n", "", "missed", "wrong");
  for (auto const cause : all_error_causes)
    text += fmt::format("  {:16}  {:7}  {:7}\n", name_of(cause), of.errors[cause].missed, of.errors[cause].wrong);
  text += fmt::format(
      "\ninverse relations\n"
      "  {:7}  sentences with a wrong prediction (t, r', h) where gold has (h, r, t)\n"
      "  {:7}  sentences whose gold has both (h, r, t) and (t, r', h)\n"
      "  {:7}  of these, all such triples found\n",
      of.inverse.confused, of.inverse.two_way, of.inverse.two_way_found);
  if (!of.inverse_confusion.empty()) {
    text += "\nconfusion of inverse relations: gold (h, r, t), wrongly predicted (t, r', h)\n";
    for (auto const& [relation, others] : of.inverse_confusion)
      for (auto const& [other, number] : others) text += fmt::format("  {:7}  {}  as  {}\n", number, relation, other);
  }
  if (of.unknown && of.unknown->triples > 0)
    text += fmt::format("\n{} of relations unknown to the model ({}), the first in line {}\n",
                        detail::pluralise(of.unknown->triples, "gold triple"), detail::listed(of.unknown->names),
                        of.unknown->first_line);
  return text;
}

/// `triples`, `entities`, `relations`, `by_triple_count` and `by_overlap`, each name -> `precision`, `recall`, `f1`
/// (fractions), `predicted`, `gold`, `correct`, or null if a rule does not apply to the corpus; `inverse_confusion`:
/// gold relation -> predicted relation -> count; `inverse_sentences`: `confused`, `two_way`, `two_way_found`; `errors`:
/// cause -> `missed`, `wrong`; `sentences`; and, if the model's relations were given, `unknown_relations`: `triples`,
/// `first_line`, `names`.
[[nodiscard]] inline json_value to_json(evaluation const& of) {
  json_value json;
  for (auto const* section : {"triples", "entities", "relations", "by_triple_count", "by_overlap"})
    json[section] = json_value::object();
  detail::for_each_score(of, [&json](std::string_view section, std::string_view name, auto const& score) {
    json[std::string(section)][std::string(name)] = detail::score_json(score);
  });
  json["inverse_confusion"] = json_value::object();
  for (auto const& [relation, others] : of.inverse_confusion)
    for (auto const& [other, number] : others) json["inverse_confusion"][relation][other] = number;
  json["inverse_sentences"] = {
      {"confused", of.inverse.confused}, {"two_way", of.inverse.two_way}, {"two_way_found", of.inverse.two_way_found}};
  for (auto const cause : all_error_causes)
    json["errors"][std::string(name_of(cause))] = {{"missed", of.errors[cause].missed},
                                                   {"wrong", of.errors[cause].wrong}};
  json["sentences"] = of.sentences;
  if (of.unknown)
    json["unknown_relations"] = {
        {"triples", of.unknown->triples}, {"first_line", of.unknown->first_line}, {"names", of.unknown->names}};
  return json;
}

}  // namespace hmt
