// SPDX-License-Identifier: MIT
// Learning curves as a picture: validation F1 by epoch, a line for each variant of a study.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/json.hpp"
#include "hmt/core/markup.hpp"

namespace hmt::experiment {

/// The epochs of a variant's runs.
struct curve {
  std::string name;
  std::vector<json_value> runs;  ///< each an array of epochs with `f1`
};

namespace detail {

/// For each epoch that any run reached, the lowest, mean and highest F1 of those that did.
struct curve_point {
  double low = 1, mean = 0, high = 0;
};

inline std::vector<curve_point> points_of(curve const& one) {
  std::vector<curve_point> points;
  std::vector<std::size_t> counts;
  for (auto const& run : one.runs)
    for (std::size_t epoch = 0; epoch < run.size(); ++epoch) {
      if (epoch == points.size()) {
        points.emplace_back();
        counts.push_back(0);
      }
      auto const f1 = run[epoch].value("f1", 0.0);
      points[epoch].low = std::min(points[epoch].low, f1);
      points[epoch].high = std::max(points[epoch].high, f1);
      points[epoch].mean += f1;
      ++counts[epoch];
    }
  for (std::size_t epoch = 0; epoch < points.size(); ++epoch) points[epoch].mean /= static_cast<double>(counts[epoch]);
  return points;
}

}  // namespace detail

/// An SVG of 760 by 420 with axes, a line for each curve's mean, a band from its lowest run to its highest, and the
/// names at the right. Names are escaped. Allocates.
inline std::string learning_curves(std::span<curve const> curves) {
  constexpr std::array<std::string_view, 8> colours{"#0b6e99", "#c4541a", "#3d7a35", "#8a3b8f",
                                                    "#a88a00", "#6b4f3a", "#c2185b", "#555555"};
  constexpr double left = 60, top = 24, width = 480, height = 340;
  std::size_t epochs = 2;
  double highest = 0.1;
  std::vector<std::vector<detail::curve_point>> all;
  for (auto const& one : curves) {
    all.push_back(detail::points_of(one));
    epochs = std::max(epochs, all.back().size());
    for (auto const& point : all.back()) highest = std::max(highest, point.high);
  }
  highest = std::ceil(highest * 10) / 10;
  auto const x = [&](std::size_t epoch) {
    return left + width * static_cast<double>(epoch) / static_cast<double>(epochs - 1);
  };
  auto const y = [&](double f1) { return top + height * (1 - f1 / highest); };

  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 420\" font-family=\"sans-serif\" font-size=\"13\">\n"
      "<rect width=\"760\" height=\"420\" fill=\"white\"/>\n";
  for (double tick = 0; tick < highest + 0.05; tick += 0.1)
    svg += fmt::format(
        "<line x1=\"{0:.0f}\" y1=\"{2:.1f}\" x2=\"{1:.0f}\" y2=\"{2:.1f}\" stroke=\"#ddd\"/>"
        "<text x=\"{3:.0f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:.1f}</text>\n",
        left, left + width, y(tick), left - 8, y(tick) + 4, tick);
  auto const step = std::max<std::size_t>(1, epochs / 10);
  for (std::size_t epoch = 0; epoch < epochs; epoch += step)
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>\n", x(epoch),
                       top + height + 20, epoch + 1);
  svg += fmt::format(
      "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">epoch</text>"
      "<text x=\"{:.0f}\" y=\"16\">validation F1 (exact spans), mean and range of seeds</text>\n",
      left + width / 2, top + height + 42, left);

  for (std::size_t number = 0; number < all.size(); ++number) {
    auto const& points = all[number];
    auto const colour = colours[number % colours.size()];
    std::string line, band, back;
    for (std::size_t epoch = 0; epoch < points.size(); ++epoch) {
      line += fmt::format("{:.1f},{:.1f} ", x(epoch), y(points[epoch].mean));
      band += fmt::format("{:.1f},{:.1f} ", x(epoch), y(points[epoch].high));
      back.insert(0, fmt::format("{:.1f},{:.1f} ", x(epoch), y(points[epoch].low)));
    }
    auto const label_y = top + 16 + 22 * static_cast<double>(number);
    auto const name = hmt::detail::escaped_markup(curves[number].name);
    svg += fmt::format(
        "<polygon points=\"{0}{1}\" fill=\"{2}\" opacity=\"0.15\"/>"
        "<polyline points=\"{3}\" fill=\"none\" stroke=\"{2}\" stroke-width=\"2\"/>"
        "<line x1=\"556\" y1=\"{4:.0f}\" x2=\"580\" y2=\"{4:.0f}\" stroke=\"{2}\" stroke-width=\"3\"/>"
        "<text x=\"588\" y=\"{5:.0f}\">{6}</text>\n",
        band, back, colour, line, label_y - 4, label_y, name);
  }
  return svg + "</svg>\n";
}

}  // namespace hmt::experiment
