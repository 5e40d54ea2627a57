// SPDX-License-Identifier: MIT
// In which numbers products are computed: what a factor's elements are and how they are multiplied.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "hmt/core/bfloat16.hpp"
#include "hmt/device/cpu/matrix_registers.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/cpu/target.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// Sums that a tile of products holds in registers: enough for the latency of two multiply-adds a cycle, with room for
/// the factors beside them in the 16 registers of SSE and AVX, or the 32 of AVX-512 and NEON.
inline constexpr std::size_t tile_sums = simd_registers >= 32 ? 24 : 12;

/// Factors of type Factor whose products are summed in T. An `element` holds `depth` neighbours along the inner index,
/// and elements come in multiples of `step`; `sums` is how many sums a tile has room for; `matrix_registers` are those
/// in which products are computed where the processor has them, or void.
template <class T, class Factor>
struct factor_of;

/// What factors may be rounded to where sums are of type T.
template <class Factor, class T>
concept FactorFor = requires {
  typename factor_of<T, Factor>::element;
};

template <std::floating_point T>
struct factor_of<T, T> {
  using element = T;
  using wide = simd<T>;
  using matrix_registers = void;
  static constexpr std::size_t depth = 1;
  static constexpr std::size_t step = 1;
  static constexpr std::size_t sums = tile_sums;

  static element make(T number, T) { return number; }
  static simd<T> make(simd<T> const& numbers, simd<T> const&) { return numbers; }
  static wide broadcast(element const& one) { return simd<T>(one); }
  static wide load(element const* from) { return load_once(from); }
  static simd<T> multiply_add(wide const& a, wide const& b, simd<T> const& sum) { return xsimd::fma(a, b, sum); }
};

/// Pairs of bfloat16, multiplied in SIMD registers.
struct bfloat16_pairs {
  using element = std::uint32_t;  ///< two, the earlier in the lower half
  using matrix_registers = void;
  static constexpr std::size_t depth = 2;
  static constexpr std::size_t step = 1;

  static element make(float even, float odd) {
    return bfloat16(even).bits | static_cast<element>(bfloat16(odd).bits) << 16;
  }
  static simd<element> make(simd<float> const& even, simd<float> const& odd) {
    return rounded(even) >> 16 | (rounded(odd) & simd<element>(0xffff0000U));
  }
#if HMT_TARGET_BFLOAT16
  using wide = simd<element>;
  static constexpr std::size_t sums = tile_sums;
  static wide broadcast(element const& one) { return wide(one); }
  static wide load(element const* from) { return load_once(from); }
  static simd<float> multiply_add(wide const& a, wide const& b, simd<float> const& sum) {
    return bfloat16_multiply_add(a, b, sum);
  }
#else
  /// The products of two bfloat16 are exact in float: only the order of roundings differs from that of instructions.
  struct wide {
    simd<float> even;
    simd<float> odd;
  };
  static constexpr std::size_t sums = simd_registers >= 32 ? 24 : 8;  // factors take twice the registers
  static wide split(simd<element> const& both) {
    return {xsimd::bitwise_cast<simd<float>>(both << 16),
            xsimd::bitwise_cast<simd<float>>(both & simd<element>(0xffff0000U))};
  }
  static wide broadcast(element const& one) { return split(simd<element>(one)); }
  static wide load(element const* from) { return split(load_once(from)); }
  static simd<float> multiply_add(wide const& a, wide const& b, simd<float> const& sum) {
    return xsimd::fma(a.odd, b.odd, xsimd::fma(a.even, b.even, sum));
  }
#endif

 private:
  /// The bits of bfloat16 in the upper half of each lane, as bfloat16's constructor has them.
  static simd<element> rounded(simd<float> const& values) {
    auto const all = xsimd::bitwise_cast<simd<element>>(values);
    auto const nearest = all + simd<element>(0x7fffU) + (all >> 16 & simd<element>(1U));
    auto const quiet = all | simd<element>(0x400000U);
    return xsimd::bitwise_cast<simd<element>>(xsimd::select(
        xsimd::isnan(values), xsimd::bitwise_cast<simd<float>>(quiet), xsimd::bitwise_cast<simd<float>>(nearest)));
  }
};

/// The same pairs where there are registers of matrices.
template <class MatrixRegisters>
struct bfloat16_matrices : bfloat16_pairs {
  using matrix_registers = MatrixRegisters;
  static constexpr std::size_t step = MatrixRegisters::row_elements;
};

#if HMT_TARGET_AMX
template <>
struct factor_of<float, bfloat16> : bfloat16_matrices<amx_registers> {};
#else
template <>
struct factor_of<float, bfloat16> : bfloat16_pairs {};
#endif

/// How many elements `inner` indices take.
template <class T, class Factor>
constexpr std::size_t elements_of(std::size_t inner) {
  constexpr auto step = factor_of<T, Factor>::depth * factor_of<T, Factor>::step;
  return (inner + step - 1) / step * factor_of<T, Factor>::step;
}

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
