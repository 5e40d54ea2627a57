// SPDX-License-Identifier: MIT
// In which numbers products are computed: how factors lie in memory and how they are multiplied.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "hmt/core/bfloat16.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/cpu/simd.hpp"

namespace hmt::detail {

/// Sums that a tile of products holds in registers: enough for the latency of two multiply-adds a cycle, with room for
/// the factors beside them in the 16 registers of SSE and AVX, or the 32 of AVX-512 and NEON.
inline constexpr std::size_t tile_sums = simd_registers >= 32 ? 24 : 12;

/// What factors may be rounded to where sums are of type T.
template <class Factor, class T>
concept FactorFor = std::disjunction_v<std::is_same<Factor, T>,
                                       std::conjunction<std::is_same<T, float>, std::is_same<Factor, bfloat16>>>;

/// Factors of type Factor whose products are summed in T. An `element` holds `depth` neighbours along the inner index;
/// `sums` is how many sums a tile has room for.
template <class T, class Factor>
struct factor_of;

template <std::floating_point T>
struct factor_of<T, T> {
  using element = T;
  using wide = simd<T>;
  static constexpr std::size_t depth = 1;
  static constexpr std::size_t sums = tile_sums;

  static element make(T number, T) { return number; }
  static wide broadcast(element const& one) { return simd<T>(one); }
  static wide load(element const* from) { return load_once(from); }
  static simd<T> multiply_add(wide const& a, wide const& b, simd<T> const& sum) { return xsimd::fma(a, b, sum); }
};

template <>
struct factor_of<float, bfloat16> {
  using element = std::uint32_t;  ///< two, the earlier in the lower half
  static constexpr std::size_t depth = 2;

  static element make(float even, float odd) {
    return bfloat16(even).bits | static_cast<element>(bfloat16(odd).bits) << 16;
  }
#if HMT_BFLOAT16_INSTRUCTIONS
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
};

/// How many elements `inner` indices take.
template <class T, class Factor>
constexpr std::size_t elements_of(std::size_t inner) {
  return (inner + factor_of<T, Factor>::depth - 1) / factor_of<T, Factor>::depth;
}

/// The left factor of products as the kernels read it: element k of row r is data[r * row_stride + k * inner_stride].
/// One of the strides is 1: rows lie along the inner index, or across it.
template <class Element>
struct left_elements {
  Element const* data = nullptr;
  std::size_t rows = 0;
  std::size_t row_stride = 0;
  std::size_t inner_stride = 0;

  [[nodiscard]] left_elements row_block(std::size_t first, std::size_t count) const {
    return {data + first * row_stride, count, row_stride, inner_stride};
  }
  [[nodiscard]] left_elements from_element(std::size_t k) const {
    return {data + k * inner_stride, rows, row_stride, inner_stride};
  }
};

/// a or a transposed as the left factor of products: itself where its elements are its numbers, else rewritten into
/// `memory`, (rows, `elements_of` the inner size), or, transposed, the other way round; no more than that is read.
template <class Factor, class T>
left_elements<typename factor_of<T, Factor>::element> left_factor(matrix_view<T const> a, bool transposed,
                                                                  typename factor_of<T, Factor>::element* memory) {
  using factor = factor_of<T, Factor>;
  if constexpr (factor::depth == 1) {
    if (transposed) return {a.data, a.columns, 1, a.stride};
    return {a.data, a.rows, a.stride, 1};
  } else {
    auto const inner = transposed ? a.rows : a.columns;
    auto const depth = elements_of<T, Factor>(inner);
    auto const whole = inner / factor::depth;
    if (transposed) {
      for (std::size_t e = 0; e < whole; ++e)
        for (std::size_t r = 0; r < a.columns; ++r)
          memory[e * a.columns + r] = factor::make(a(2 * e, r), a(2 * e + 1, r));
      if (whole < depth)
        for (std::size_t r = 0; r < a.columns; ++r) memory[whole * a.columns + r] = factor::make(a(inner - 1, r), T(0));
      return {memory, a.columns, 1, a.columns};
    }
    for (std::size_t r = 0; r < a.rows; ++r) {
      for (std::size_t e = 0; e < whole; ++e) memory[r * depth + e] = factor::make(a(r, 2 * e), a(r, 2 * e + 1));
      if (whole < depth) memory[r * depth + whole] = factor::make(a(r, inner - 1), T(0));
    }
    return {memory, a.rows, depth, 1};
  }
}

}  // namespace hmt::detail
