// SPDX-License-Identifier: MIT
// Softmax and cross-entropies, stated plainly.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"
#include "hmt/core/xtensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/label_loss.hpp"

namespace hmt {

/// The losses of `reference`. Has no state.
template <std::floating_point T>
class reference_losses {
 public:
  /// Each row of `probabilities` = softmax of that row of `scores`: exp(s) / sum exp(s), with the largest score
  /// subtracted first to avoid overflow. May be the same view. Throws `shape_error` (`shape`).
  void softmax(matrix_view<T const> scores, matrix_view<T> probabilities) const {
    require_shape(probabilities, scores.rows, scores.columns, "softmax");
    for (std::size_t r = 0; r < scores.rows && scores.columns > 0; ++r) {
      auto const row = as_xtensor(scores.row(r));
      xt::xtensor<T, 1> const powers = xt::exp(row - xt::amax(row)());
      xt::noalias(as_xtensor(probabilities.row(r))) = powers / xt::sum(powers)();
    }
  }

  /// loss[0] += sum over rows of -label_weights[label] * log p, p = softmax(scores)[label]; gradient = its derivative
  /// with respect to the scores, label_weights[label] * (softmax(scores) - one at the label). Other rules of
  /// `label_loss`: with an exponent q the loss of a row is label_weights[label] * (1 - p^q) / q and its gradient is p^q
  /// times the one above; with a smoothing s the loss is 1 - s times that of the label plus s times the mean over all
  /// labels. `gradient` may be `scores`. Throws `shape_error` (`shape`, `length`; `number-range` for a label past the
  /// last score).
  void softmax_cross_entropy(matrix_view<T const> scores, std::span<row_index const> labels,
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

  /// The same for scores of two labels each: label 1 has the probability 1 / (1 + exp(-score)), label 0 the rest, as in
  /// a softmax over (0, score). `labels` and `gradient` have one entry per score, in row-major order. Throws
  /// `shape_error` (`shape`, `length`; `number-range` for a label past 1).
  void sigmoid_cross_entropy(matrix_view<T const> scores, std::span<row_index const> labels,
                             std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss,
                             label_loss rule = {}) const {
    require_sigmoid_arguments(scores, labels, label_weights, gradient, loss);
    require_below(labels, 2, "sigmoid_cross_entropy: labels");
    for (std::size_t r = 0; r < scores.rows; ++r)
      for (std::size_t c = 0; c < scores.columns; ++c) {
        auto const label = labels[r * scores.columns + c];
        auto const own = detail::sigmoid_loss_of(scores(r, c), label == 1, label_weights[label], rule);
        loss[0] += own.loss;
        gradient(r, c) = own.gradient;
      }
  }
};

}  // namespace hmt
