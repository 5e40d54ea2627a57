// SPDX-License-Identifier: MIT
// Learning curves as a chart: a value by epoch, one line per variant of a study or per part of a loss.
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
#include "hmt/report/markup.hpp"

namespace hmt {

/// A value over the epochs of a training, or of several runs of it.
struct curve {
  std::string name;
  std::vector<json_value> runs;  ///< each an array of epochs
  std::string key = "/f1";       ///< of the value in an epoch (JSON pointer); 0 if absent
};

/// A chart of curves.
struct chart {
  std::string title = "validation F1 (exact spans), mean and range of seeds";
  double width = 760, height = 420;
  double legend = 204;  ///< width of the names at the right
};

namespace detail {

/// For each epoch that any run reached, the lowest, mean and highest value of those runs.
struct curve_point {
  double low = 0, mean = 0, high = 0;
};

inline std::vector<curve_point> points_of(curve const& one) {
  json_value::json_pointer const key(one.key);
  std::vector<curve_point> points;
  std::vector<std::size_t> counts;
  for (auto const& run : one.runs)
    for (std::size_t epoch = 0; epoch < run.size(); ++epoch) {
      auto const value = run[epoch].value(key, 0.0);
      if (epoch == points.size()) {
        points.push_back({value, 0, value});
        counts.push_back(0);
      }
      points[epoch].low = std::min(points[epoch].low, value);
      points[epoch].high = std::max(points[epoch].high, value);
      points[epoch].mean += value;
      ++counts[epoch];
    }
  for (std::size_t epoch = 0; epoch < points.size(); ++epoch) points[epoch].mean /= static_cast<double>(counts[epoch]);
  return points;
}

/// The distance of grid lines from 0 to `highest`: 1, 2 or 5 times a power of ten, so that there are at most ten.
inline double grid_step(double highest) {
  double const power = std::pow(10, std::floor(std::log10(highest / 10)));
  for (double const times : {1.0, 2.0, 5.0})
    if (highest <= 10.001 * times * power) return times * power;
  return 10 * power;
}

/// Curves are distinguished by colours and by dashes.
struct curve_style {
  std::string_view colour, dashes;
};
constexpr std::array<curve_style, 8> curve_styles{{{"#0b6e99", ""},
                                                   {"#c4541a", "7 3"},
                                                   {"#3d7a35", "2 3"},
                                                   {"#8a3b8f", "9 3 2 3"},
                                                   {"#a88a00", "12 4"},
                                                   {"#6b4f3a", "4 4"},
                                                   {"#c2185b", "1 5"},
                                                   {"#555555", "12 3 3 3 3 3"}}};

/// The chart's frame: maps epochs and values to positions, and draws grid lines with their numbers.
class plot_area {
 public:
  plot_area(chart const& how, std::size_t epochs, double highest)
      : width_(how.width - left_ - how.legend - 16),
        height_(how.height - top_ - 56),
        step_(grid_step(highest)),
        epochs_(epochs),
        lines_(static_cast<std::size_t>(std::ceil(highest / step_ - 1e-9))) {}

  [[nodiscard]] double x(std::size_t epoch) const {
    return left_ + (epochs_ == 1 ? 0.5 : static_cast<double>(epoch) / static_cast<double>(epochs_ - 1)) * width_;
  }
  [[nodiscard]] double y(double value) const {
    return top_ + height_ * (1 - value / (step_ * static_cast<double>(lines_)));
  }
  [[nodiscard]] double right() const { return left_ + width_; }
  [[nodiscard]] double top() const { return top_; }

  [[nodiscard]] std::string grid(std::string const& title) const {
    std::string svg;
    for (std::size_t line = 0; line <= lines_; ++line) {
      double const value = step_ * static_cast<double>(line);
      svg += fmt::format(
          "<line class=\"grid\" x1=\"{0:.0f}\" y1=\"{2:.1f}\" x2=\"{1:.0f}\" y2=\"{2:.1f}\" stroke=\"#ddd\"/>"
          "<text x=\"{3:.0f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:.6g}</text>\n",
          left_, right(), y(value), left_ - 8, y(value) + 4, value);
    }
    auto const every = static_cast<std::size_t>(std::ceil(static_cast<double>(epochs_) * 40 / width_));
    for (std::size_t epoch = 0; epoch < epochs_; epoch += every)
      svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>\n", x(epoch),
                         top_ + height_ + 20, epoch + 1);
    return svg + fmt::format(
                     "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">epoch</text>"
                     "<text x=\"{:.0f}\" y=\"16\">{}</text>\n",
                     left_ + width_ / 2, top_ + height_ + 42, left_ - 44, detail::escaped_markup(title));
  }

 private:
  static constexpr double left_ = 60, top_ = 30;
  double width_, height_, step_;
  std::size_t epochs_, lines_;
};

}  // namespace detail

/// An SVG with axes from 0, a line for each curve's mean, a band from its lowest to its highest run if there are
/// several, and the names at the right. Colours are attributes, which a page's style can override: `.chart`, `.back`,
/// `.grid`, and `.c0` to `.c7`. Requires: values of at least 0. Names and title are escaped.
inline std::string learning_curves(std::span<curve const> curves, chart const& how = {}) {
  std::size_t epochs = 1;
  double highest = 0;
  std::vector<std::vector<detail::curve_point>> all;
  for (auto const& one : curves) {
    all.push_back(detail::points_of(one));
    epochs = std::max(epochs, all.back().size());
    for (auto const& point : all.back()) highest = std::max(highest, point.high);
  }
  detail::plot_area const area(how, epochs, highest > 0 ? highest : 1);

  auto svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" aria-label=\"{2}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"sans-serif\" font-size=\"13\">\n"
      "<rect class=\"back\" width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"white\"/>\n",
      how.width, how.height, detail::escaped_markup(how.title));
  svg += area.grid(how.title);
  for (std::size_t number = 0; number < all.size(); ++number) {
    auto const kind = number % detail::curve_styles.size();
    auto const& [colour, dashes] = detail::curve_styles[kind];
    auto const& points = all[number];
    std::string line, band, back;
    for (std::size_t epoch = 0; epoch < points.size(); ++epoch) {
      line += fmt::format("{:.1f},{:.1f} ", area.x(epoch), area.y(points[epoch].mean));
      band += fmt::format("{:.1f},{:.1f} ", area.x(epoch), area.y(points[epoch].high));
      back.insert(0, fmt::format("{:.1f},{:.1f} ", area.x(epoch), area.y(points[epoch].low)));
    }
    svg += fmt::format("<g class=\"c{0}\" fill=\"{1}\" stroke=\"{1}\">", kind, colour);
    if (curves[number].runs.size() > 1)
      svg += fmt::format("<polygon points=\"{}{}\" stroke=\"none\" opacity=\"0.15\"/>", band, back);
    if (points.size() == 1)  // a line with a single point would be invisible
      svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>", area.x(0), area.y(points[0].mean));
    auto const label = area.top() + 16 + 22 * static_cast<double>(number);
    svg += fmt::format(
        "<polyline points=\"{}\" fill=\"none\" stroke-width=\"2\" stroke-dasharray=\"{}\"/>"
        "<line x1=\"{:.0f}\" y1=\"{:.0f}\" x2=\"{:.0f}\" y2=\"{:.0f}\" stroke-width=\"3\" stroke-dasharray=\"{}\"/></g>"
        "<text x=\"{:.0f}\" y=\"{:.0f}\">{}</text>\n",
        line, dashes, area.right() + 16, label - 4, area.right() + 44, label - 4, dashes, area.right() + 50, label,
        detail::escaped_markup(curves[number].name));
  }
  return svg + "</svg>\n";
}

}  // namespace hmt
