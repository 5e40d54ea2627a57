// SPDX-License-Identifier: MIT
// The activations of an LSTM on SIMD registers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "hmt/core/static_for.hpp"
#include "hmt/device/cpu/simd.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// A bound on the error of `sigmoid` and `tanh` for |x| <= 80, in units in the last place (measured, float and double:
/// 2.2 and 2.3; `tests/unit/device/activation.cpp`). Beyond that sigmoid goes to 1, or below the smallest normal
/// number.
inline constexpr double activation_error_ulp = 3;

/// exp(x) = scale * (1 + rest), scale a power of two and |rest| < 0.42, which keeps its digits for small x.
struct split_exponential {
  simd<float> scale;
  simd<float> rest;
};

/// Requires: |x| <= 88. x = n log(2) + r with whole n; rest = exp(r) - 1 = r + r^2 P(r), P fitted by least weighted
/// maximum to a relative error of 1.5e-8.
[[gnu::always_inline]] inline split_exponential exponential(simd<float> const& x) {
  constexpr float log_2_high = 0x1.63p-1F;  // few enough digits that n times it is exact
  constexpr float log_2_low = -0x1.bd0106p-13F;
  constexpr std::array<float, 5> coefficients{0x1.6da89ap-10F, 0x1.12333ap-7F, 0x1.555476p-5F, 0x1.5554a2p-3F, 0.5F};
  auto const n = xsimd::nearbyint(x * simd<float>(0x1.715476p+0F));
  auto const r = xsimd::fma(n, simd<float>(-log_2_low), xsimd::fma(n, simd<float>(-log_2_high), x));
  simd<float> sum(coefficients[0]);
  static_for<4>([&](auto k) { sum = xsimd::fma(sum, r, simd<float>(coefficients[k + 1])); });
  auto const exponent = (xsimd::to_int(n) + simd<std::int32_t>(127)) << 23;
  return {xsimd::bitwise_cast<simd<float>>(exponent), xsimd::fma(r * r, sum, r)};
}

/// x between -limit and limit; NaN stays NaN.
[[gnu::always_inline]] inline simd<float> clamped(simd<float> const& x, float limit) {
  return xsimd::min(simd<float>(limit), xsimd::max(simd<float>(-limit), x));  // x86 returns the second operand
}

/// 1 / (1 + exp(-x)).
[[gnu::always_inline]] inline simd<float> sigmoid(simd<float> const& x) {
  auto const power = exponential(clamped(-x, 88));
  simd<float> const one(1);
  return one / xsimd::fma(power.scale, power.rest, power.scale + one);
}
inline simd<double> sigmoid(simd<double> const& x) {
  simd<double> const one(1);
  return one / (one + xsimd::exp(-x));
}

/// The hyperbolic tangent, (exp(2x) - 1) / (exp(2x) + 1).
[[gnu::always_inline]] inline simd<float> tanh(simd<float> const& x) {
  auto const power = exponential(clamped(x + x, 20));  // beyond, the result is 1
  simd<float> const one(1);
  return xsimd::fma(power.scale, power.rest, power.scale - one) /
         xsimd::fma(power.scale, power.rest, power.scale + one);
}
inline simd<double> tanh(simd<double> const& x) { return xsimd::tanh(x); }

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
