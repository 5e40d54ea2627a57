// SPDX-License-Identifier: MIT
// Softmax and its cross-entropy on the processor.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>

#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/label_loss.hpp"

namespace hmt::inline HMT_TARGET_NAMESPACE {

/// The softmax operations of `cpu`. Has no state and never allocates.
template <std::floating_point T>
class cpu_softmax {
 public:
  /// Each row of `probabilities` = softmax of that row of `scores`: exp(s) / sum exp(s), with the largest score
  /// subtracted first to avoid overflow. May be the same view. Throws `shape_error` (`shape`).
  void softmax(matrix_view<T const> scores, matrix_view<T> probabilities) const {
    require_shape(probabilities, scores.rows, scores.columns, "softmax");
    if (scores.columns <= narrow) return narrow_softmax(scores, probabilities);
    for (std::size_t r = 0; r < scores.rows; ++r) {
      auto const to = probabilities.row(r);
      auto const sum = exponentials(scores.row(r), largest(scores.row(r)), to);
      scale(to, T(1) / sum);
    }
  }

  /// loss[0] += sum over rows of -label_weights[label] * log p, p = softmax(scores)[label], or another rule's function
  /// of p; gradient = its derivative with respect to the scores, as in `reference_losses`. `gradient` may be `scores`.
  /// Throws `shape_error` (`shape`, `length`; `number-range` for a label past the last score).
  void softmax_cross_entropy(matrix_view<T const> scores, std::span<row_index const> labels,
                             std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss,
                             label_loss rule = {}) const {
    require_shape(gradient, scores.rows, scores.columns, "softmax_cross_entropy: gradient");
    require_length(labels.size(), scores.rows, "softmax_cross_entropy: labels");
    require_length(label_weights.size(), scores.columns, "softmax_cross_entropy: label weights");
    require_length(loss.size(), 1, "softmax_cross_entropy: loss");
    require_below(labels, scores.columns, "softmax_cross_entropy: labels");
    if (scores.columns <= narrow) return narrow_cross_entropy(scores, labels, label_weights, gradient, loss, rule);
    for (std::size_t r = 0; r < scores.rows; ++r) {
      auto const label = labels[r];
      auto const top = largest(scores.row(r));
      auto const distance = scores(r, label) - top;  // read before the gradient overwrites the scores
      auto const mean = rule.smoothing > 0 ? mean_of(scores.row(r)) - top : T(0);
      auto const to = gradient.row(r);
      auto const sum = exponentials(scores.row(r), top, to);
      auto const log_sum = std::log(sum);
      auto const weight = loss_and_gradient(log_sum - distance, log_sum - mean, label_weights[label], rule, loss);
      scale(to, weight / sum);
      take_target(weight, label, rule, to);
    }
  }

 private:
  using simd = detail::simd<T>;
  using lanes = std::array<T, simd::size>;

  /// Up to this many columns, registers hold a column of several rows each, not the columns of one row.
  static constexpr std::size_t narrow = 8;

  /// Adds the loss of a row whose label has -log p = `negative_log_likelihood` (all labels on average:
  /// `mean_negative_log_likelihood`); returns the weight of its gradient.
  static T loss_and_gradient(T negative_log_likelihood, T mean_negative_log_likelihood, T weight, label_loss rule,
                             std::span<double> loss) {
    auto const of_label = static_cast<double>(negative_log_likelihood);
    if (rule.exponent > 0) {
      loss[0] -= static_cast<double>(weight) * std::expm1(-rule.exponent * of_label) / rule.exponent;
      return weight * static_cast<T>(std::exp(-rule.exponent * of_label));
    }
    auto const smoothed = rule.smoothing > 0 ? (1 - rule.smoothing) * of_label +
                                                   rule.smoothing * static_cast<double>(mean_negative_log_likelihood)
                                             : of_label;
    loss[0] += static_cast<double>(weight) * smoothed;
    return weight;
  }

  /// Subtracts `weight` times the target distribution of a row from the probabilities.
  static void take_target(T weight, row_index label, label_loss rule, std::span<T> from) {
    bool const smooth = rule.smoothing > 0 && !(rule.exponent > 0);
    from[label] -= smooth ? weight * static_cast<T>(1 - rule.smoothing) : weight;
    if (smooth)
      for (auto& each : from) each -= weight * static_cast<T>(rule.smoothing) / static_cast<T>(from.size());
  }

  static T mean_of(std::span<T const> row) {
    T sum = 0;
    for (auto const each : row) sum += each;
    return sum / static_cast<T>(row.size());
  }

  /// exp(score - largest of the row) of several rows at once, one register per column.
  struct narrow_rows {
    std::size_t first, count;
    simd top, sum;
    std::array<simd, narrow> powers;

    narrow_rows(matrix_view<T const> scores, std::size_t from)
        : first(from), count(std::min(simd::size, scores.rows - from)) {
      alignas(64) std::array<lanes, narrow> gathered{};
      for (std::size_t lane = 0; lane < count; ++lane)
        for (std::size_t c = 0; c < scores.columns; ++c) gathered[c][lane] = scores(first + lane, c);
      top = simd::load_aligned(gathered[0].data());
      for (std::size_t c = 1; c < scores.columns; ++c) top = xsimd::max(top, simd::load_aligned(gathered[c].data()));
      sum = simd(T(0));
      for (std::size_t c = 0; c < scores.columns; ++c) {
        powers[c] = xsimd::exp(simd::load_aligned(gathered[c].data()) - top);
        sum += powers[c];
      }
    }

    /// to = factors * powers.
    void store(simd const& factors, matrix_view<T> to) const {
      alignas(64) std::array<lanes, narrow> scaled;
      for (std::size_t c = 0; c < to.columns; ++c) (factors * powers[c]).store_aligned(scaled[c].data());
      for (std::size_t lane = 0; lane < count; ++lane)
        for (std::size_t c = 0; c < to.columns; ++c) to(first + lane, c) = scaled[c][lane];
    }
  };

  static void narrow_softmax(matrix_view<T const> scores, matrix_view<T> probabilities) {
    if (scores.columns == 0) return;
    for (std::size_t first = 0; first < scores.rows; first += simd::size) {
      narrow_rows const rows(scores, first);
      rows.store(simd(T(1)) / rows.sum, probabilities);
    }
  }

  static void narrow_cross_entropy(matrix_view<T const> scores, std::span<row_index const> labels,
                                   std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss,
                                   label_loss rule) {
    for (std::size_t first = 0; first < scores.rows; first += simd::size) {
      narrow_rows const rows(scores, first);
      alignas(64) lanes weights{}, tops, sums;
      rows.top.store_aligned(tops.data());
      rows.sum.store_aligned(sums.data());
      for (std::size_t lane = 0; lane < rows.count; ++lane) {
        auto const label = labels[first + lane];
        auto const distance = scores(first + lane, label) - tops[lane];
        auto const mean = rule.smoothing > 0 ? mean_of(scores.row(first + lane)) - tops[lane] : T(0);
        auto const log_sum = std::log(sums[lane]);
        weights[lane] = loss_and_gradient(log_sum - distance, log_sum - mean, label_weights[label], rule, loss);
      }
      rows.store(simd::load_aligned(weights.data()) / rows.sum, gradient);
      for (std::size_t lane = 0; lane < rows.count; ++lane)
        take_target(weights[lane], labels[first + lane], rule, gradient.row(first + lane));
    }
  }

  static T largest(std::span<T const> row) {
    constexpr auto least = -std::numeric_limits<T>::infinity();
    detail::simd<T> top(least);
    detail::for_each_register<T>(
        row.size(), [&](std::size_t k, auto const& part) { top = xsimd::max(top, part.load(row.data() + k, least)); });
    alignas(64) std::array<T, detail::simd<T>::size> tops;
    top.store_aligned(tops.data());
    return *std::ranges::max_element(tops);
  }

  /// to = exp(row - top); returns the sum.
  static T exponentials(std::span<T const> row, T top, std::span<T> to) {
    detail::simd<T> sums(T(0));
    detail::for_each_register<T>(row.size(), [&](std::size_t k, auto const& part) {
      auto const power =
          xsimd::exp(part.load(row.data() + k, -std::numeric_limits<T>::infinity()) - detail::simd<T>(top));
      part.store(power, to.data() + k);
      sums += power;
    });
    return xsimd::hadd(sums);
  }

  static void scale(std::span<T> values, T factor) {
    for (auto& value : values) value *= factor;
  }
};

}  // namespace hmt::inline HMT_TARGET_NAMESPACE
