// SPDX-License-Identifier: MIT
// Scores as tables of a web page.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/evaluate/counts.hpp"
#include "hmt/evaluate/errors.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/evaluate/report.hpp"
#include "hmt/report/evaluation_page_parts.hpp"
#include "hmt/report/markup.hpp"
#include "hmt/report/page.hpp"

namespace hmt::detail {

/// A row of a score: F1 as a bar and a number, precision and recall, in percent; counts. A score without items has no
/// number.
[[nodiscard]] inline std::string score_row(std::string_view name, std::optional<counts> const& score) {
  auto const head = fmt::format("<tr><th scope=\"row\">{}</th>", escaped_markup(name));
  if (!score)
    return head + "<td class=\"left\" colspan=\"6\">does not apply: the corpus has no entity types</td></tr>\n";
  bool const any = score->predicted + score->gold > 0;
  auto const per_cent = [any](double of) { return any ? fmt::format("{:.2f}", 100 * of) : std::string("–"); };
  return head + fmt::format(
                    "<td data-value=\"{0:.4f}\"><span class=\"bar\" style=\"--share:{0:.4f}\"></span>"
                    "<span class=\"number\">{1}</span></td><td data-value=\"{2:.4f}\">{3}</td>"
                    "<td data-value=\"{4:.4f}\">{5}</td><td>{6}</td><td>{7}</td><td>{8}</td></tr>\n",
                    score->f1(), per_cent(score->f1()), score->precision(), per_cent(score->precision()),
                    score->recall(), per_cent(score->recall()), score->predicted, score->gold, score->correct);
}

/// One section of the scores as a table; relations in decreasing order of gold triples.
[[nodiscard]] inline std::string score_table(evaluation const& of, std::string_view section, std::string_view what,
                                             std::string_view caption) {
  bool const sorted = section == "relations";
  std::vector<std::pair<std::string, std::optional<counts>>> rows;
  for_each_score(of, [&](std::string_view each, std::string_view name, std::optional<counts> const& score) {
    if (each == section) rows.emplace_back(name, score);
  });
  if (sorted) std::ranges::stable_sort(rows, std::ranges::greater(), [](auto const& row) { return row.second->gold; });
  auto text = table_head(
      caption, sorted ? "sorted" : "",
      {{std::string(what), true}, {"F1 %"}, {"Precision %"}, {"Recall %"}, {"Found"}, {"Gold"}, {"Correct"}});
  for (auto const& [name, score] : rows) text += score_row(name, score);
  return text + std::string(table_end);
}

/// Wrong triples by cause.
[[nodiscard]] inline std::string cause_table(errors_by_cause const& of) {
  auto text = table_head("Wrong triples by cause: missed gold ones and wrong predicted ones", "",
                         {{"Cause", true}, {"Missed"}, {"Wrong"}, {"Meaning", true}});
  for (auto const cause : all_error_causes)
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"left\">{}</td></tr>\n",
                        name_of(cause), of[cause].missed, of[cause].wrong, meaning_of(cause));
  return text + std::string(table_end);
}

}  // namespace hmt::detail
