// SPDX-License-Identifier: MIT
// Operand types of matrix products: their elements, and how they are multiplied.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "hmt/core/bfloat16.hpp"
#include "hmt/device/cpu/amx_tiles.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/cpu/target.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// Accumulators that a tile holds in registers: enough to hide the latency of two multiply-adds per cycle, with room
/// for the operands in the 16 registers of SSE and AVX, or the 32 of AVX-512 and NEON.
inline constexpr std::size_t tile_accumulators = simd_registers >= 32 ? 24 : 12;

/// Operands of type Operand whose products are summed in T. An `element` holds `values_per_element` neighbours along
/// the depth index, and elements come in multiples of `step`; `accumulators` is the number of sums in a tile;
/// `tile_registers` are the AMX tiles for the products, if the processor has them, or void.
template <class T, class Operand>
struct operand_traits;

/// The types to which operands may be rounded, for sums of type T.
template <class Operand, class T>
concept OperandFor = requires {
  typename operand_traits<T, Operand>::element;
};

/// Operands as they are.
template <std::floating_point T>
struct operand_traits<T, T> {
  using element = T;
  using vector = simd<T>;
  using tile_registers = void;
  static constexpr std::size_t values_per_element = 1;
  static constexpr std::size_t step = 1;
  static constexpr std::size_t accumulators = tile_accumulators;

  static element make(T number, T) { return number; }
  static simd<T> make(simd<T> const& numbers, simd<T> const&) { return numbers; }
  static vector broadcast(element const& one) { return simd<T>(one); }
  static vector load(element const* from) { return load_once(from); }
  static simd<T> multiply_add(vector const& a, vector const& b, simd<T> const& sum) { return xsimd::fma(a, b, sum); }
};

/// Pairs of bfloat16, multiplied in SIMD registers.
struct bfloat16_pairs {
  using element = std::uint32_t;  ///< two, the first in the lower half
  using tile_registers = void;
  static constexpr std::size_t values_per_element = 2;
  static constexpr std::size_t step = 1;

  static element make(float even, float odd) {
    return bfloat16(even).bits | static_cast<element>(bfloat16(odd).bits) << 16;
  }
  static simd<element> make(simd<float> const& even, simd<float> const& odd) {
    return rounded(even) >> 16 | (rounded(odd) & simd<element>(0xffff0000U));
  }
#if HMT_TARGET_BFLOAT16
  using vector = simd<element>;
  static constexpr std::size_t accumulators = tile_accumulators;
  static vector broadcast(element const& one) { return vector(one); }
  static vector load(element const* from) { return load_once(from); }
  static simd<float> multiply_add(vector const& a, vector const& b, simd<float> const& sum) {
    return bfloat16_multiply_add(a, b, sum);
  }
#else
  /// Products of two bfloat16 are exact in float: only the order of roundings differs from that of the instructions.
  struct vector {
    simd<float> even;
    simd<float> odd;
  };
  static constexpr std::size_t accumulators = simd_registers >= 32 ? 24 : 8;  // operands take twice the registers
  static vector split(simd<element> const& both) {
    return {xsimd::bitwise_cast<simd<float>>(both << 16),
            xsimd::bitwise_cast<simd<float>>(both & simd<element>(0xffff0000U))};
  }
  static vector broadcast(element const& one) { return split(simd<element>(one)); }
  static vector load(element const* from) { return split(load_once(from)); }
  static simd<float> multiply_add(vector const& a, vector const& b, simd<float> const& sum) {
    return xsimd::fma(a.odd, b.odd, xsimd::fma(a.even, b.even, sum));
  }
#endif

 private:
  /// The bits of bfloat16 in the upper half of each lane, rounded as in bfloat16's constructor.
  static simd<element> rounded(simd<float> const& values) {
    auto const all = xsimd::bitwise_cast<simd<element>>(values);
    auto const nearest = all + simd<element>(0x7fffU) + (all >> 16 & simd<element>(1U));
    auto const quiet = all | simd<element>(0x400000U);
    return xsimd::bitwise_cast<simd<element>>(xsimd::select(
        xsimd::isnan(values), xsimd::bitwise_cast<simd<float>>(quiet), xsimd::bitwise_cast<simd<float>>(nearest)));
  }
};

/// The same pairs, with tile registers.
template <class TileRegisters>
struct bfloat16_tiles : bfloat16_pairs {
  using tile_registers = TileRegisters;
  static constexpr std::size_t step = TileRegisters::row_elements;
};

#if HMT_TARGET_AMX
template <>
struct operand_traits<float, bfloat16> : bfloat16_tiles<amx_tiles> {};
#else
template <>
struct operand_traits<float, bfloat16> : bfloat16_pairs {};
#endif

/// The number of elements for `depth` indices.
template <class T, class Operand>
constexpr std::size_t elements_of(std::size_t depth) {
  constexpr auto step = operand_traits<T, Operand>::values_per_element * operand_traits<T, Operand>::step;
  return (depth + step - 1) / step * operand_traits<T, Operand>::step;
}

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
