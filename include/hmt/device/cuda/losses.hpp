// SPDX-License-Identifier: MIT
// Softmax and cross-entropies on a GPU.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>

#include "hmt/core/host_device.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cuda/memory.hpp"
#include "hmt/device/cuda/sum.hpp"
#include "hmt/device/cuda/team.hpp"
#include "hmt/device/label_loss.hpp"

namespace hmt {

namespace detail {

/// The largest score of a row; NaN if one is NaN.
template <class T>
HMT_HOST_DEVICE T largest_score(matrix_view<T const> scores, std::size_t r, cuda_team team) {
  T largest = -std::numeric_limits<T>::infinity();
  for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes)
    if (!(scores(r, c) <= largest)) largest = scores(r, c);
  return team.max(largest);
}
/// The sum of exp(score - largest) over a row.
template <class T>
HMT_HOST_DEVICE T sum_of_powers(matrix_view<T const> scores, std::size_t r, T largest, cuda_team team) {
  T sum = 0;
  for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes) sum += std::exp(scores(r, c) - largest);
  return team.sum(sum);
}

}  // namespace detail

/// The losses of `cuda`.
template <std::floating_point T, class Platform>
class cuda_losses {
 public:
  /// As `reference_losses::softmax`. Throws `shape_error` (`shape`).
  void softmax(matrix_view<T const> scores, matrix_view<T> probabilities) const {
    require_shape(probabilities, scores.rows, scores.columns, "softmax");
    Platform::for_each_team(scores.columns == 0 ? 0 : scores.rows, [=] HMT_HOST_DEVICE(std::size_t r, cuda_team team) {
      T const largest = detail::largest_score<T>(scores, r, team);
      T const sum = detail::sum_of_powers<T>(scores, r, largest, team);
      for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes)
        probabilities(r, c) = std::exp(scores(r, c) - largest) / sum;
    });
  }

  /// As `reference_losses::softmax_cross_entropy`, but a label past the last score makes the loss NaN. Throws
  /// `shape_error` (`shape`, `length`).
  void softmax_cross_entropy(matrix_view<T const> scores, std::span<row_index const> labels,
                             std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss,
                             label_loss rule = {}) {
    require_shape(gradient, scores.rows, scores.columns, "softmax_cross_entropy: gradient");
    require_length(labels.size(), scores.rows, "softmax_cross_entropy: labels");
    require_length(label_weights.size(), scores.columns, "softmax_cross_entropy: label weights");
    require_length(loss.size(), 1, "softmax_cross_entropy: loss");
    shares_.resize(scores.rows);
    auto* const shares = shares_.data();
    auto const* const gold = labels.data();
    auto const* const weights = label_weights.data();
    Platform::for_each_team(scores.rows, [=] HMT_HOST_DEVICE(std::size_t r, cuda_team team) {
      auto const label = gold[r];
      T const largest = detail::largest_score<T>(scores, r, team);
      T const log_sum = std::log(detail::sum_of_powers<T>(scores, r, largest, team));
      bool const known = label < scores.columns;
      auto weight = known ? weights[label] : std::numeric_limits<T>::quiet_NaN();
      auto const log_p = known ? static_cast<double>(scores(r, label) - largest - log_sum) : 0.0;
      double share = -static_cast<double>(weight) * log_p;
      T of_label = 1, of_all = 0;  // the target probability of the label, and that of every label
      if (rule.exponent > 0) {
        share = -static_cast<double>(weight) * std::expm1(rule.exponent * log_p) / rule.exponent;
        weight *= static_cast<T>(std::exp(rule.exponent * log_p));
      } else if (rule.smoothing > 0) {
        double sum = 0;
        for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes)
          sum += static_cast<double>(scores(r, c) - largest - log_sum);
        share = (1 - rule.smoothing) * share -
                rule.smoothing * static_cast<double>(weight) * team.sum(sum) / static_cast<double>(scores.columns);
        of_label = static_cast<T>(1 - rule.smoothing);
        of_all = static_cast<T>(rule.smoothing) / static_cast<T>(scores.columns);
      }
      team.wait();  // `gradient` may be `scores`
      for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes)
        gradient(r, c) =
            weight * (std::exp(scores(r, c) - largest - log_sum) - (c == label ? of_label : T(0)) - of_all);
      if (team.lane() == 0) shares[r] = share;
    });
    detail::add_sum<Platform>(shares, scores.rows, loss.data());
  }

  /// As `reference_losses::sigmoid_cross_entropy`, but a label past 1 makes the loss NaN. Throws `shape_error`
  /// (`shape`, `length`).
  void sigmoid_cross_entropy(matrix_view<T const> scores, std::span<row_index const> labels,
                             std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss,
                             label_loss rule = {}) {
    require_sigmoid_arguments(scores, labels, label_weights, gradient, loss);
    auto const count = scores.rows * scores.columns;
    shares_.resize(count);
    auto* const shares = shares_.data();
    auto const* const gold = labels.data();
    auto const* const weights = label_weights.data();
    Platform::for_each(count, [=] HMT_HOST_DEVICE(std::size_t k) {
      auto const r = k / scores.columns, c = k % scores.columns;
      auto const weight = gold[k] < 2 ? weights[gold[k]] : std::numeric_limits<T>::quiet_NaN();
      auto const own = detail::sigmoid_loss_of(scores(r, c), gold[k] == 1, weight, rule);
      shares[k] = own.loss;
      gradient(r, c) = own.gradient;
    });
    detail::add_sum<Platform>(shares, count, loss.data());
  }

 private:
  cuda_buffer<double, Platform> shares_;  // of a loss, one per row or score
};

}  // namespace hmt
