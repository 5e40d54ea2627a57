// SPDX-License-Identifier: MIT
// The cross-entropy of single scores on the processor.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/cpu/target.hpp"
#include "hmt/device/label_loss.hpp"

namespace hmt::inline HMT_TARGET_NAMESPACE {

/// The losses of `cpu` with one score for two labels. Has no state and never allocates.
template <std::floating_point T>
class cpu_sigmoid {
 public:
  /// As `reference_losses::sigmoid_cross_entropy`. Throws `shape_error` (`shape`, `length`; `number-range` for a label
  /// past 1).
  void sigmoid_cross_entropy(matrix_view<T const> scores, std::span<row_index const> labels,
                             std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss,
                             label_loss rule = {}) const {
    require_sigmoid_arguments(scores, labels, label_weights, gradient, loss);
    require_below(labels, 2, "sigmoid_cross_entropy: labels");
    for (std::size_t r = 0; r < scores.rows; ++r) {
      auto const own = labels.subspan(r * scores.columns, scores.columns);
      double sum = 0;
      detail::for_each_register<T>(scores.columns, [&](std::size_t c, auto const& access) {
        auto const count = std::min(simd::size, scores.columns - c);
        alignas(64) std::array<T, simd::size> ones{}, weights{};
        for (std::size_t lane = 0; lane < count; ++lane) {
          ones[lane] = static_cast<T>(own[c + lane]);
          weights[lane] = label_weights[own[c + lane]];
        }
        auto const [losses, derivatives] =
            of(access.load(&scores(r, c)), simd::load_aligned(ones.data()), simd::load_aligned(weights.data()), rule);
        access.store(derivatives, &gradient(r, c));
        sum += static_cast<double>(xsimd::hadd(losses));  // lanes past the end have weight 0
      });
      loss[0] += sum;
    }
  }

 private:
  using simd = detail::simd<T>;

  struct results {
    simd losses, derivatives;
  };

  /// `ones`: the labels as numbers.
  static results of(simd const& score, simd const& ones, simd const& weight, label_loss rule) {
    simd const one(T(1)), zero(T(0));
    auto const power = xsimd::exp(-xsimd::abs(score));
    auto const probability = xsimd::select(score < zero, power, one) / (one + power);
    auto const rest = xsimd::log1p(power);
    auto const of_one = xsimd::max(-score, zero) + rest;
    auto const of_zero = xsimd::max(score, zero) + rest;
    if (rule.exponent > 0) {
      simd const exponent(static_cast<T>(rule.exponent));
      auto const missing = xsimd::expm1(-exponent * (ones * of_one + (one - ones) * of_zero));  // p^q - 1
      return {-weight * missing / exponent, weight * (one + missing) * (probability - ones)};
    }
    auto const target = ones + simd(static_cast<T>(rule.smoothing / 2)) * (one - ones - ones);
    return {weight * (target * of_one + (one - target) * of_zero), weight * (probability - target)};
  }
};

}  // namespace hmt::inline HMT_TARGET_NAMESPACE
