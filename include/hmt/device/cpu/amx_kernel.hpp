// SPDX-License-Identifier: MIT
// The kernel of products in AMX tiles.
#pragma once

#include <cstddef>
#include <cstdint>

#include "hmt/core/static_for.hpp"
#include "hmt/device/cpu/lhs.hpp"
#include "hmt/device/cpu/operand.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/cpu/simd_kernel.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// Multiplies up to `most_rows` rows in tile registers, which it holds during its lifetime: configuring them takes
/// hundreds of cycles, amortised over many panels. Four registers are accumulators, enough to hide the latency of their
/// products: for few rows, both halves of a panel; for more rows, two halves for each of two blocks of rows. Two
/// registers hold the lhs, two the weights.
template <class T, class Operand>
class amx_kernel {
 public:
  using operand = operand_traits<T, Operand>;
  using registers = typename operand::tile_registers;
  using element = typename operand::element;
  static constexpr std::size_t most_rows = 2 * registers::most_rows;

  /// Requires: 0 < rows <= most_rows.
  explicit amx_kernel(std::size_t rows) : rows_(rows), held_(heights(rows)) {}

  /// to = from + a times `count` rows (of elements) of `halves` halves of a panel, `half_stride` apart. Requires: a has
  /// the number of rows passed to the constructor, contiguous along the depth index; `count` is a multiple of a
  /// register's row.
  void multiply(lhs_elements<element> const& a, element const* panel, std::size_t half_stride, std::size_t halves,
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
  static constexpr std::size_t lhs = 4;
  static constexpr std::size_t rhs = 6;

  /// For rows that fit into one register, and for more, in two registers of about equal height.
  static std::size_t height(std::size_t rows) { return rows <= registers::most_rows ? rows : (rows + 1) / 2; }

  static typename registers::heights heights(std::size_t rows) {
    auto const upper = static_cast<std::uint8_t>(height(rows));
    auto const lower = static_cast<std::uint8_t>(rows - height(rows));
    auto const second = lower == 0 ? upper : lower;  // accumulators of the other half, or of the rows below
    return {upper, upper, second, second, upper, lower, lanes, lanes};
  }

  /// This many registers vertically by this many halves.
  template <std::size_t Below, std::size_t Halves>
  void tile(lhs_elements<element> const& a, element const* panel, std::size_t half_stride, std::size_t count,
            tile_view<T const> from, tile_view<T> to) {
    constexpr auto columns = Halves * half_registers;
    auto const down = height(rows_);
    static_for<Below>([&](auto b) {
      static_for<columns>([&](auto p) { held_.template load<b * columns + p>(from.at(b * down, p), from.row_stride); });
    });
    for (std::size_t k = 0; k < count; k += lanes, panel += lanes * half_registers * lanes) {
      static_for<Below>(
          [&](auto b) { held_.template load<lhs + b>(a.data + b * down * a.row_stride + k, a.row_stride); });
      static_for<columns>([&](auto p) {
        constexpr auto weights = rhs + p % half_registers;
        held_.template load<weights>(panel + p / half_registers * half_stride + p % half_registers * lanes,
                                     half_registers * lanes);
        static_for<Below>([&](auto b) { held_.template multiply_add<b * columns + p, lhs + b, weights>(); });
      });
      static_for<Halves>([&](auto h) { prefetch_l2(panel + h * half_stride, lanes * half_registers * lanes); });
    }
    static_for<Below>([&](auto b) {
      static_for<columns>([&](auto p) { held_.template store<b * columns + p>(to.at(b * down, p), to.row_stride); });
    });
  }

  std::size_t rows_;
  registers held_;
};

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
