// SPDX-License-Identifier: MIT
// The kernel of products in registers that each hold a matrix.
#pragma once

#include <cstddef>
#include <cstdint>

#include "hmt/core/unrolled.hpp"
#include "hmt/device/cpu/factor.hpp"
#include "hmt/device/cpu/left_factor.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/cpu/tile.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// Multiplies up to `most_rows` rows in registers of matrices, which it holds while it lives: setting them up takes
/// hundreds of cycles, enough for many panels. Four registers are sums, enough for the latency of their products: of
/// few rows those of both halves of a panel, of more two below each other; two are for the left factor, two for
/// weights.
template <class T, class Factor>
class matrix_tiles {
 public:
  using factor = factor_of<T, Factor>;
  using registers = typename factor::matrix_registers;
  using element = typename factor::element;
  static constexpr std::size_t most_rows = 2 * registers::most_rows;

  /// Requires: 0 < rows <= most_rows.
  explicit matrix_tiles(std::size_t rows) : rows_(rows), held_(heights(rows)) {}

  /// to = from + a times `count` rows (of elements) of `halves` halves of a panel, `half_stride` apart. Requires: a has
  /// the number of rows given before, which lie along the inner index; `count` is divisible by a register's row.
  void multiply(left_elements<element> const& a, element const* panel, std::size_t half_stride, std::size_t halves,
                std::size_t count, tile_view<T const> from, tile_view<T> to) {
    if (rows_ <= registers::most_rows && halves == 2) return tile<1, 2>(a, panel, half_stride, count, from, to);
    for (std::size_t half = 0; half < halves; ++half) {
      auto const begin = from.from_register(half * half_registers);
      auto const end = to.from_register(half * half_registers);
      if (rows_ <= registers::most_rows)
        tile<1, 1>(a, panel + half * half_stride, half_stride, count, begin, end);
      else
        tile<2, 1>(a, panel + half * half_stride, half_stride, count, begin, end);
    }
  }

 private:
  static constexpr std::size_t lanes = registers::row_elements;
  static_assert(lanes == simd<T>::size, "a panel's strip is as wide as a SIMD register");
  static constexpr std::size_t left = 4;
  static constexpr std::size_t right = 6;

  /// Of rows that one register holds, and of more, in two registers of about equal height.
  static std::size_t height(std::size_t rows) { return rows <= registers::most_rows ? rows : (rows + 1) / 2; }

  static typename registers::heights heights(std::size_t rows) {
    auto const upper = static_cast<std::uint8_t>(height(rows));
    auto const lower = static_cast<std::uint8_t>(rows - height(rows));
    auto const second = lower == 0 ? upper : lower;  // of the sums: the other half's, or those below
    return {upper, upper, second, second, upper, lower, lanes, lanes};
  }

  /// So many registers below each other by so many halves.
  template <std::size_t Below, std::size_t Halves>
  void tile(left_elements<element> const& a, element const* panel, std::size_t half_stride, std::size_t count,
            tile_view<T const> from, tile_view<T> to) {
    constexpr auto beside = Halves * half_registers;
    auto const down = height(rows_);
    for_each_index<Below>([&](auto b) {
      for_each_index<beside>(
          [&](auto p) { held_.template load<b * beside + p>(from.at(b * down, p), from.row_stride); });
    });
    for (std::size_t k = 0; k < count; k += lanes, panel += lanes * half_registers * lanes) {
      for_each_index<Below>(
          [&](auto b) { held_.template load<left + b>(a.data + b * down * a.row_stride + k, a.row_stride); });
      for_each_index<beside>([&](auto p) {
        constexpr auto weights = right + p % half_registers;
        held_.template load<weights>(panel + p / half_registers * half_stride + p % half_registers * lanes,
                                     half_registers * lanes);
        for_each_index<Below>([&](auto b) { held_.template multiply_add<b * beside + p, left + b, weights>(); });
      });
      for_each_index<Halves>([&](auto h) { fetch_ahead(panel + h * half_stride, lanes * half_registers * lanes); });
    }
    for_each_index<Below>([&](auto b) {
      for_each_index<beside>([&](auto p) { held_.template store<b * beside + p>(to.at(b * down, p), to.row_stride); });
    });
  }

  std::size_t rows_;
  registers held_;
};

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
