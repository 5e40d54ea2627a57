// SPDX-License-Identifier: MIT
// A confusion matrix of relations as part of a web page.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/evaluate/confusion.hpp"
#include "hmt/report/markup.hpp"
#include "hmt/report/page.hpp"

namespace hmt::detail {

/// The style of the table and of the list below it.
constexpr std::size_t most_relations = 24, most_pairs = 20;

/// Gold relations in rows, predicted ones in columns. Cells are shaded by their share of the row; the diagonal is bold.
[[nodiscard]] inline std::string confusion_matrix(relation_confusion const& of) {
  auto const shown = relations_to_show(of, most_relations);
  auto const all = relations_to_show(of, static_cast<std::size_t>(-1)).size();
  auto const others = fmt::format("{} other relations", all - shown.size());
  auto const counted = merged(of, shown, others);
  auto names = shown;
  if (shown.size() < all) names.push_back(others);
  auto const title = [&](std::string const& name, std::string_view none) {
    return escaped_markup(name.empty() ? none : std::string_view(name));
  };
  names.emplace_back();  // missed as a column, spurious as a row

  auto text = shown.size() == all
                  ? std::string()
                  : fmt::format(
                        "<p>Of {} relations, the {} most often confused (in either direction) are shown; "
                        "the others are counted together.</p>\n",
                        all, shown.size());
  text +=
      "<div class=\"scrolled\" role=\"region\" tabindex=\"0\" aria-label=\"Confusion of relations\">"
      "<table class=\"matrix\"><caption>Gold relations in rows, predicted ones in columns</caption>\n"
      "<thead><tr><th scope=\"col\" class=\"left\">Gold</th>";
  for (auto const& name : names)
    text += fmt::format("<th scope=\"col\" title=\"{0}\"><span>{0}</span></th>", title(name, "missed"));
  text += "</tr></thead>\n<tbody>\n";
  for (auto const& gold : names) {
    auto const found_row = counted.find(gold);
    std::size_t sum = 0;
    if (found_row != counted.end())
      for (auto const& [found, times] : found_row->second) sum += times;
    text += fmt::format("<tr><th scope=\"row\">{}</th>", title(gold, "spurious"));
    for (auto const& found : names) {
      if (gold.empty() && found.empty()) {
        text += "<td></td>";
        continue;
      }
      std::size_t times = 0;
      if (sum > 0)
        if (auto const cell = found_row->second.find(found); cell != found_row->second.end()) times = cell->second;
      text += times == 0 ? "<td class=\"none\">0</td>"
                         : fmt::format("<td{} style=\"--share:{:.2f}\">{}</td>",
                                       gold == found && gold != others ? " class=\"same\"" : "",
                                       static_cast<double>(times) / static_cast<double>(sum), times);
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

/// The most frequent confusions, or a sentence that there are none.
[[nodiscard]] inline std::string confused_list(relation_confusion const& of) {
  auto const list = most_confused(of);
  if (list.empty()) return "<p>No relation was mistaken for another between the same two spans.</p>\n";
  auto const count = std::min(list.size(), most_pairs);
  auto text = table_head(fmt::format("Most frequent confusions ({} of {} pairs)", count, list.size()), "",
                         {{"Gold", true}, {"Found", true}, {"Times"}});
  for (std::size_t k = 0; k < count; ++k)
    text += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"left\">{}</td><td>{}</td></tr>\n",
                        escaped_markup(list[k].gold), escaped_markup(list[k].found), list[k].times);
  return text + std::string(table_end);
}

}  // namespace hmt::detail
