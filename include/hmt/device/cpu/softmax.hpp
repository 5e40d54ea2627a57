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

namespace hmt {

/// The softmax operations of `cpu`. Has no state and never allocates.
template <std::floating_point T>
class cpu_softmax {
 public:
  /// Each row of `probabilities` = softmax of that row of `scores`: exp(s) / sum exp(s), with the largest score taken
  /// off first so that nothing overflows. May be the same view. Throws `shape_error` (`shape`).
  void softmax(matrix_view<T const> scores, matrix_view<T> probabilities) const {
    require_shape(probabilities, scores.rows, scores.columns, "softmax");
    for (std::size_t r = 0; r < scores.rows; ++r) {
      auto const to = probabilities.row(r);
      auto const sum = exponentials(scores.row(r), largest(scores.row(r)), to);
      scale(to, T(1) / sum);
    }
  }

  /// loss[0] += sum over rows of -label_weights[label] * log p, p = softmax(scores)[label]; gradient = its derivative
  /// by the scores, label_weights[label] * (softmax(scores) - one at the label). With an exponent above 0 the loss of a
  /// row is label_weights[label] * (1 - p^exponent) / exponent, its gradient p^exponent times that. `gradient` may be
  /// `scores`.
  /// Throws `shape_error` (`shape`, `length`; `number-range` for a label past the last score).
  void softmax_cross_entropy(matrix_view<T const> scores, std::span<index const> labels,
                             std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss,
                             double exponent = 0) const {
    require_shape(gradient, scores.rows, scores.columns, "softmax_cross_entropy: gradient");
    require_length(labels.size(), scores.rows, "softmax_cross_entropy: labels");
    require_length(label_weights.size(), scores.columns, "softmax_cross_entropy: label weights");
    require_length(loss.size(), 1, "softmax_cross_entropy: loss");
    require_below(labels, scores.columns, "softmax_cross_entropy: labels");
    for (std::size_t r = 0; r < scores.rows; ++r) {
      auto const label = labels[r];
      auto weight = label_weights[label];
      auto const top = largest(scores.row(r));
      auto const distance = scores(r, label) - top;  // read before the gradient takes the place of the scores
      auto const to = gradient.row(r);
      auto const sum = exponentials(scores.row(r), top, to);
      auto const surprise = static_cast<double>(std::log(sum) - distance);  // -log p
      if (exponent > 0) {
        loss[0] -= static_cast<double>(weight) * std::expm1(-exponent * surprise) / exponent;
        weight *= static_cast<T>(std::exp(-exponent * surprise));
      } else {
        loss[0] += static_cast<double>(weight) * surprise;
      }
      scale(to, weight / sum);
      to[label] -= weight;
    }
  }

 private:
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

}  // namespace hmt
