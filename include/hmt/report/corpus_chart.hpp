// SPDX-License-Identifier: MIT
// The statistics of a corpus as a chart.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/json.hpp"
#include "hmt/core/pluralise.hpp"
#include "hmt/core/unicode.hpp"
#include "hmt/report/markup.hpp"

namespace hmt {

namespace detail {

/// Bars under a title, in the order given.
class bar_section {
 public:
  explicit bar_section(std::string title) : title_(std::move(title)) {}

  void add(std::string name, double value) { bars_.emplace_back(std::move(name), value); }

  /// In decreasing order; those after the first `most` as one bar.
  void keep_largest(std::size_t most) {
    std::ranges::stable_sort(bars_, std::ranges::greater(), [](auto const& bar) { return bar.second; });
    if (bars_.size() <= most) return;
    std::pair<std::string, double> rest(fmt::format("{} others", bars_.size() - most), 0);
    for (auto bar = bars_.begin() + static_cast<std::ptrdiff_t>(most); bar != bars_.end(); ++bar)
      rest.second += bar->second;
    bars_.resize(most);
    bars_.push_back(std::move(rest));
  }

  /// Adds the section to a chart, beginning at `y`, and advances `y`. `percent`: values are shares, not counts.
  void draw(std::string& svg, double& y, bool percent) const {
    constexpr double row = 20, name_width = 300, bar_width = 340;
    double largest = percent ? 1 : 0;
    for (auto const& [name, value] : bars_) largest = std::max(largest, value);
    svg += fmt::format("<text x=\"16\" y=\"{:.0f}\" font-weight=\"bold\">{}</text>\n", y + 14,
                       detail::escaped_markup(title_));
    y += 26;
    for (auto const& [name, value] : bars_) {
      auto const width = largest > 0 ? bar_width * value / largest : 0;
      auto const number = percent ? fmt::format("{:.1f}%", 100 * value) : fmt::format("{:.0f}", value);
      svg += fmt::format(
          "<text x=\"{0:.0f}\" y=\"{1:.0f}\" text-anchor=\"end\">{2}</text>"
          "<rect x=\"{3:.0f}\" y=\"{4:.0f}\" width=\"{5:.1f}\" height=\"13\" fill=\"#0b6e99\"/>"
          "<text x=\"{6:.1f}\" y=\"{1:.0f}\" fill=\"#444\">{7}</text>\n",
          name_width, y + 12, detail::escaped_markup(shortened_name(name)), name_width + 8, y + 1, width,
          name_width + width + 14, number);
      y += row;
    }
    y += 16;
  }

 private:
  /// The last 42 code points of a name: relations of a corpus mostly have a common prefix.
  static std::string shortened_name(std::string const& name) {
    constexpr std::size_t most = 42;
    std::size_t begin = name.size(), points = 0;
    while (begin > 0 && points < most)
      if (!is_continuation_byte(name[--begin])) ++points;
    return begin == 0 ? name : "…" + name.substr(begin);
  }

  std::string title_;
  std::vector<std::pair<std::string, double>> bars_;
};

}  // namespace detail

/// An SVG of the numbers from `statistics`: lengths of sentences, types, the most frequent relations, triples and
/// overlap in a sentence, triples recovered by each tag scheme. Names are escaped.
inline std::string corpus_chart(json_value const& statistics) {
  std::string body;
  double y = 56;
  auto const counts = [&](std::string title, json_value const& of, std::size_t most) {
    detail::bar_section section(std::move(title));
    for (auto const& [name, count] : of.items()) section.add(name, count.get<double>());
    if (most > 0) section.keep_largest(most);
    section.draw(body, y, false);
  };
  counts("sentences by words", statistics["words"]["sentences_by_words"], 0);
  counts("entities by type", statistics["entities"], 12);
  counts("triples by relation", statistics["relations"], 25);
  counts("sentences by triples", statistics["triples"]["sentences_by_triples"], 0);
  counts("sentences by overlap of their triples", statistics["overlap"], 0);
  detail::bar_section schemes("F1 with gold labels in place of a model's, by tag scheme for relations");
  for (auto const& [name, score] : statistics["schemes"].items()) schemes.add(name, score["f1"].get<double>());
  schemes.draw(body, y, true);
  auto const title = detail::escaped_markup(statistics["file"].get<std::string>());
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 {0:.0f}\" role=\"img\" aria-label=\"{1}\" "
      "font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"720\" height=\"{0:.0f}\" fill=\"white\"/>\n"
      "<text x=\"16\" y=\"28\" font-size=\"16\">{1}: {2}, {3}, {4}</text>\n{5}</svg>\n",
      y, title, detail::pluralise(statistics["sentences"].get<std::size_t>(), "sentence"),
      detail::pluralise(statistics["words"]["total"].get<std::size_t>(), "word"),
      detail::pluralise(statistics["triples"]["total"].get<std::size_t>(), "triple"), body);
}

}  // namespace hmt
