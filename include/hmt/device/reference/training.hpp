// SPDX-License-Identifier: MIT
// Dropout, softmax and its cross-entropy, norms and updates, stated plainly.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/core/xtensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/label_loss.hpp"

namespace hmt {

/// The training operations of `reference`. Has no state.
template <std::floating_point T>
class reference_training {
 public:
  /// Inverted dropout: element (r, c) becomes 0 where word c % 4 of `stream(r, c / 4)` is below rate * 2^32, else
  /// in / (1 - rate). `in` may be `out`. Throws `config_error` (`dropout-rate`), `shape_error` (`shape`).
  void dropout(double rate, random_stream stream, matrix_view<T const> in, matrix_view<T> out) const {
    require_dropout_rate(rate);
    require_shape(out, in.rows, in.columns, "dropout");
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t c = 0; c < in.columns; ++c) {
        auto const word = stream(static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(c / 4))[c % 4];
        out(r, c) = word < rate * 0x1p32 ? T(0) : in(r, c) / static_cast<T>(1 - rate);
      }
  }

  /// Each row of `probabilities` = softmax of that row of `scores`: exp(s) / sum exp(s), with the largest score taken
  /// off first so that nothing overflows. May be the same view. Throws `shape_error` (`shape`).
  void softmax(matrix_view<T const> scores, matrix_view<T> probabilities) const {
    require_shape(probabilities, scores.rows, scores.columns, "softmax");
    for (std::size_t r = 0; r < scores.rows && scores.columns > 0; ++r) {
      auto const row = as_xtensor(scores.row(r));
      xt::xtensor<T, 1> const powers = xt::exp(row - xt::amax(row)());
      xt::noalias(as_xtensor(probabilities.row(r))) = powers / xt::sum(powers)();
    }
  }

  /// loss[0] += sum over rows of -label_weights[label] * log p, p = softmax(scores)[label]; gradient = its derivative
  /// by the scores, label_weights[label] * (softmax(scores) - one at the label). Other rules of `label_loss`: with an
  /// exponent q the loss of a row is label_weights[label] * (1 - p^q) / q, its gradient p^q times that; with a
  /// smoothing s it is 1 - s times that of the label and s times the mean over all labels. `gradient` may be `scores`.
  /// Throws `shape_error` (`shape`, `length`; `number-range` for a label past the last score).
  void softmax_cross_entropy(matrix_view<T const> scores, std::span<index const> labels,
                             std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss,
                             label_loss rule = {}) const {
    require_shape(gradient, scores.rows, scores.columns, "softmax_cross_entropy: gradient");
    require_length(labels.size(), scores.rows, "softmax_cross_entropy: labels");
    require_length(label_weights.size(), scores.columns, "softmax_cross_entropy: label weights");
    require_length(loss.size(), 1, "softmax_cross_entropy: loss");
    require_below(labels, scores.columns, "softmax_cross_entropy: labels");
    for (std::size_t r = 0; r < scores.rows; ++r) {
      auto const row = as_xtensor(scores.row(r));
      auto const label = labels[r];
      auto weight = label_weights[label];
      T const largest = xt::amax(row)();
      T const log_sum = std::log(xt::sum(xt::exp(row - largest))());
      auto const log_p = static_cast<double>(row(label) - largest - log_sum);
      xt::xtensor<T, 1> target = xt::zeros<T>({scores.columns});
      target(label) = 1;
      if (rule.exponent > 0) {
        loss[0] -= static_cast<double>(weight) * std::expm1(rule.exponent * log_p) / rule.exponent;
        weight *= static_cast<T>(std::exp(rule.exponent * log_p));
      } else if (rule.smoothing > 0) {
        target = static_cast<T>(1 - rule.smoothing) * target +
                 static_cast<T>(rule.smoothing) / static_cast<T>(scores.columns);
        loss[0] -= static_cast<double>(weight * xt::sum(target * (row - largest - log_sum))());
      } else {
        loss[0] -= static_cast<double>(weight) * log_p;
      }
      xt::noalias(as_xtensor(gradient.row(r))) = weight * (xt::exp(row - largest - log_sum) - target);
    }
  }

  /// result[0] += the sum of the squares, taken in double. Throws `shape_error` (`length`).
  void sum_of_squares(std::span<T const> values, std::span<double> result) const {
    require_length(result.size(), 1, "sum_of_squares: result");
    result[0] += xt::sum(xt::square(xt::cast<double>(as_xtensor(values))))();
  }

  /// values *= limit / norm where norm = sqrt(squared_norm[0]) exceeds limit. Throws `shape_error` (`length`).
  void clip(std::span<T> values, std::span<double const> squared_norm, double limit) const {
    require_length(squared_norm.size(), 1, "clip: squared norm");
    auto const norm = std::sqrt(squared_norm[0]);
    if (norm > limit) xt::noalias(as_xtensor(values)) *= static_cast<T>(limit / norm);
  }

  /// f(p&, g, s&...) for every element of spans of equal length. Throws `shape_error` (`length`).
  template <class F>
  void update(F&& f, std::span<T> parameter, std::span<T const> gradient,
              std::convertible_to<std::span<T>> auto... state) const {
    require_length(gradient.size(), parameter.size(), "update: gradient");
    (require_length(std::span<T>(state).size(), parameter.size(), "update: state"), ...);
    for (std::size_t k = 0; k < parameter.size(); ++k) f(parameter[k], gradient[k], state[k]...);
  }

  /// f(idle[k], gradient(k, c), table(rows[k], c)&, state_tables(rows[k], c)&...) for every k and column c.
  /// Requires: rows are distinct. Throws `shape_error` (`shape`, `length`, `number-range`).
  template <class F>
  void update_rows(F&& f, std::span<index const> rows, std::span<T const> idle, matrix_view<T const> gradient,
                   matrix_view<T> table, std::convertible_to<matrix_view<T>> auto... state_tables) const {
    require_length(idle.size(), rows.size(), "update_rows: idle steps");
    require_shape(gradient, rows.size(), table.columns, "update_rows: gradient");
    (require_shape(matrix_view<T>(state_tables), table.rows, table.columns, "update_rows: state"), ...);
    require_below(rows, table.rows, "update_rows: rows of the table");
    for (std::size_t k = 0; k < rows.size(); ++k)
      for (std::size_t c = 0; c < table.columns; ++c)
        f(idle[k], gradient(k, c), table(rows[k], c), state_tables(rows[k], c)...);
  }
};

}  // namespace hmt
