// SPDX-License-Identifier: MIT
// An evaluation as a self-contained web page: scores, relations, confusions, and examples of errors.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <fmt/format.h>

#include "hmt/core/pluralise.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/confusion.hpp"
#include "hmt/evaluate/error_examples.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/report/confusion_table.hpp"
#include "hmt/report/evaluation_page_parts.hpp"
#include "hmt/report/example_markup.hpp"
#include "hmt/report/markup.hpp"
#include "hmt/report/page.hpp"
#include "hmt/report/page_parts.hpp"
#include "hmt/report/score_tables.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// Additional information on an evaluation page.
struct evaluation_page_options {
  std::string model = {};      ///< the name of its file
  bool finds_entities = true;  ///< whether the model has an entity task
  std::size_t examples = 120;  ///< sentences with errors, at most
  std::string advice = {};     ///< for the reader: how to see more examples; may be empty
};

namespace detail {

[[nodiscard]] inline std::string page_section(std::string_view id, std::string_view title, std::string const& content) {
  return fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", id, title, content);
}

[[nodiscard]] inline std::string page_header(corpus const& gold, evaluation const& scores,
                                             evaluation_page_options const& options) {
  auto text = fmt::format("<p>Model <b>{}</b> on <b>{}</b>: {}.</p>\n", escaped_markup(options.model),
                          escaped_markup(gold.path), pluralise(scores.sentences, "sentence"));
  if (scores.unknown && scores.unknown->triples > 0)
    text +=
        fmt::format("<p>Counted as missed: {} of relations unknown to the model: {}.</p>\n",
                    pluralise(scores.unknown->triples, "gold triple"), escaped_markup(listed(scores.unknown->names)));
  return text +
         "<nav aria-label=\"Sections\"><a href=\"#scores\">Scores</a><a href=\"#relations\">Relations</a>"
         "<a href=\"#kinds\">Kinds of sentences</a><a href=\"#confusion\">Confusion</a>"
         "<a href=\"#causes\">Causes of errors</a><a href=\"#examples\">Examples</a></nav>\n";
}

[[nodiscard]] inline std::string example_groups(corpus const& gold, std::span<extraction const> predicted,
                                                evaluation_page_options const& options) {
  auto const groups = choose_examples(gold, predicted, options.examples);
  std::size_t shown = 0, all = 0;
  for (auto const& group : groups) {
    shown += group.numbers.size();
    all += group.all;
  }
  if (all == 0) return "<p>There is no wrong triple.</p>\n";
  auto text = fmt::format(
      "<p>{} of {} sentences with a wrong triple, spread evenly over causes and corpus; {} are omitted{}. A sentence "
      "with several causes counts once for each. ✓ marks what gold and model share, ✗ what one of them lacks; arcs of "
      "missed triples are dashed.</p>\n{}",
      shown, all, all - shown, options.advice.empty() ? "" : fmt::format(" ({})", escaped_markup(options.advice)),
      evaluation_filters);
  example_markup markup(gold.path);
  for (auto const& group : groups) {
    if (group.numbers.empty()) continue;
    text +=
        fmt::format("<section class=\"cause\" data-cause=\"{0}\">\n<h3>{0}: {1}</h3>\n<p>{2} of {3} sentences.</p>\n",
                    name_of(group.cause), meaning_of(group.cause), group.numbers.size(), group.all);
    for (auto const number : group.numbers)
      text += markup(number, gold.sentences[number], predicted[number], group.cause);
    text += "</section>\n";
  }
  return text;
}

}  // namespace detail

/// The page; `scores` are the result of `evaluate` for the same corpus and predictions. Works without a network and,
/// except for arcs, filters and sorting of relations, without scripts; follows the system's light or dark setting. All
/// text is escaped. Throws as `evaluate` does.
[[nodiscard]] inline std::string evaluation_page(corpus const& gold, std::span<extraction const> predicted,
                                                 evaluation const& scores, evaluation_page_options const& options) {
  using namespace detail;
  auto text = page_begin("Evaluation", page_header(gold, scores, options), evaluation_style);
  text +=
      page_section("scores", "Scores",
                   score_table(scores, "triples", "Rule", "Triples, by matching rule") +
                       (options.finds_entities ? score_table(scores, "entities", "Rule", "Entities, by matching rule")
                                               : "<p>The model has no entity task.</p>\n"));
  text += page_section("relations", "Relations",
                       "<div class=\"scrolled\" role=\"region\" tabindex=\"0\" aria-label=\"Scores of relations\">" +
                           score_table(scores, "relations", "Relation",
                                       "Triples (exact_span) by relation, in decreasing order of gold triples") +
                           "</div>\n");
  text += page_section(
      "kinds", "Kinds of sentences",
      score_table(scores, "by_triple_count", "Gold triples", "Triples (exact_span) by gold triples in the sentence") +
          score_table(scores, "by_overlap", "Overlap", "Triples (exact_span) by overlap in the sentence"));
  auto const confusion = confusion_of(gold, predicted);
  text += page_section(
      "confusion", "Confusion of relations",
      "<p>Counts of triples. Within a sentence, gold and predicted triples with exactly the same head and tail are "
      "matched one to one: equal relations first, the rest in the order of their names. An unmatched gold triple is "
      "missed, an unmatched prediction spurious, even if only its spans are wrong. Each row sums to the gold triples "
      "of "
      "its relation, each column to the predicted ones.</p>\n" +
          confusion_matrix(confusion) + confused_list(confusion));
  text += page_section("causes", "Causes of errors", cause_table(scores.errors));
  text += page_section("examples", "Examples of errors", example_groups(gold, predicted, options));
  return text + page_end(arc_script, evaluation_script);
}

}  // namespace hmt
