// SPDX-License-Identifier: MIT
// The kernel of products in registers that each hold a matrix.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "hmt/core/threads.hpp"
#include "hmt/core/unrolled.hpp"
#include "hmt/device/cpu/factor.hpp"
#include "hmt/device/cpu/left_factor.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/cpu/tile.hpp"

namespace hmt::detail {

/// `multiply_tile` for all rows of a, which lie along the inner index, in so many registers one below the other.
/// Requires: `count` divisible by a register's row.
template <std::size_t Below, std::size_t Halves, class T, class Factor>
void multiply_matrix_tile(left_elements<typename factor_of<T, Factor>::element> const& a,
                          typename factor_of<T, Factor>::element const* panel, std::size_t half_stride,
                          std::size_t count, tile_view<T const> from, tile_view<T> to) {
  using registers = typename factor_of<T, Factor>::matrix_registers;
  constexpr auto lanes = registers::row_elements;
  static_assert(lanes == simd<T>::size, "a panel's strip is as wide as a SIMD register");
  constexpr auto beside = Halves * half_registers;
  constexpr auto left = Below * beside;  // the sums' registers come first, then those of the left factor
  constexpr auto right = left + Below;
  auto const height = (a.rows + Below - 1) / Below;
  typename registers::heights heights{};
  for (std::size_t b = 0; b < Below; ++b) {
    auto const rows = static_cast<std::uint8_t>(std::min(height, a.rows - b * height));
    std::fill_n(heights.begin() + b * beside, beside, rows);
    heights[left + b] = rows;
  }
  std::fill_n(heights.begin() + right, half_registers, static_cast<std::uint8_t>(lanes));
  registers held(heights);
  for_each_index<Below>([&](auto b) {
    for_each_index<beside>(
        [&](auto p) { held.template load<b * beside + p>(from.at(b * height, p), from.row_stride); });
  });
  for (std::size_t k = 0; k < count; k += lanes, panel += lanes * half_registers * lanes) {
    for_each_index<Below>(
        [&](auto b) { held.template load<left + b>(a.data + b * height * a.row_stride + k, a.row_stride); });
    for_each_index<beside>([&](auto p) {
      constexpr auto weights = right + p % half_registers;
      auto const* const strip = panel + p / half_registers * half_stride + p % half_registers * lanes;
      held.template load<weights>(strip, half_registers * lanes);
      for_each_index<Below>([&](auto b) { held.template multiply_add<b * beside + p, left + b, weights>(); });
    });
    for_each_index<Halves>([&](auto h) { fetch_ahead(panel + h * half_stride, lanes * half_registers * lanes); });
  }
  for_each_index<Below>([&](auto b) {
    for_each_index<beside>([&](auto p) { held.template store<b * beside + p>(to.at(b * height, p), to.row_stride); });
  });
}

/// to = from + a times `count` rows (of elements) of `halves` halves of a panel, `half_stride` apart. Four registers of
/// sums at a time are enough for the latency of their products: of few rows both halves, of more two one below the
/// other.
template <class T, class Factor>
void multiply_matrix_tiles(left_elements<typename factor_of<T, Factor>::element> const& a,
                           typename factor_of<T, Factor>::element const* panel, std::size_t half_stride,
                           std::size_t halves, std::size_t count, tile_view<T const> from, tile_view<T> to) {
  constexpr auto most_rows = factor_of<T, Factor>::matrix_registers::most_rows;
  if (a.rows == 0) return;  // a register of no rows must not be used
  if (halves == 2 && a.rows <= most_rows)
    return multiply_matrix_tile<1, 2, T, Factor>(a, panel, half_stride, count, from, to);
  auto const blocks = (a.rows + 2 * most_rows - 1) / (2 * most_rows);
  for (std::size_t half = 0; half < halves; ++half)
    for (std::size_t block = 0; block < blocks; ++block) {
      auto const rows = part_of(a.rows, block, blocks);
      auto const multiply =
          rows.count <= most_rows ? multiply_matrix_tile<1, 1, T, Factor> : multiply_matrix_tile<2, 1, T, Factor>;
      multiply(a.row_block(rows.first, rows.count), panel + half * half_stride, half_stride, count,
               from.below(rows.first).from_register(half * half_registers),
               to.below(rows.first).from_register(half * half_registers));
    }
}

}  // namespace hmt::detail
