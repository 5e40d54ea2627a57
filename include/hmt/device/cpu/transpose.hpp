// SPDX-License-Identifier: MIT
// Transposes squares of numbers in registers.
#pragma once

#include <array>
#include <cstddef>

#include "hmt/core/static_for.hpp"
#include "hmt/device/cpu/simd.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// Register a (or, with `Second`, b) after swapping the blocks of `Distance` numbers at a's odd positions with those at
/// b's even ones.
template <class T, std::size_t Distance, bool Second>
[[gnu::always_inline]] inline simd<T> exchanged(simd<T> const& a, simd<T> const& b) {
  constexpr auto lanes = simd<T>::size;
  constexpr auto from = [](std::size_t lane) {  // a's lanes, then b's
    bool const odd = (lane & Distance) != 0;
    return Second ? (odd ? lanes + lane : lane + Distance) : (odd ? lanes + lane - Distance : lane);
  };
  // One by one: nvcc 13 loses the pack expansion in this function's arguments.
  if constexpr (lanes == 2) return {__builtin_shufflevector(a.data, b.data, from(0), from(1))};
  if constexpr (lanes == 4) return {__builtin_shufflevector(a.data, b.data, from(0), from(1), from(2), from(3))};
  if constexpr (lanes == 8)
    return {__builtin_shufflevector(a.data, b.data, from(0), from(1), from(2), from(3), from(4), from(5), from(6),
                                    from(7))};
  if constexpr (lanes == 16)
    return {__builtin_shufflevector(a.data, b.data, from(0), from(1), from(2), from(3), from(4), from(5), from(6),
                                    from(7), from(8), from(9), from(10), from(11), from(12), from(13), from(14),
                                    from(15))};
}

/// Transposes the blocks of 2 * `Distance` numbers on a square's diagonal, each in quarters.
template <std::size_t Distance, class T>
[[gnu::always_inline]] inline void transpose_blocks(std::array<simd<T>, simd<T>::size>& square) {
  static_for<simd<T>::size>([&](auto r) {
    if constexpr ((r & Distance) == 0) {
      auto const a = square[r];
      auto const b = square[r + Distance];
      square[r] = exchanged<T, Distance, false>(a, b);
      square[r + Distance] = exchanged<T, Distance, true>(a, b);
    }
  });
  if constexpr (Distance > 1) transpose_blocks<Distance / 2, T>(square);
}

/// Transposes a square: register r, which held row r, then holds column r.
template <class T>
[[gnu::always_inline]] inline void transpose(std::array<simd<T>, simd<T>::size>& square) {
  transpose_blocks<simd<T>::size / 2, T>(square);
}

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
