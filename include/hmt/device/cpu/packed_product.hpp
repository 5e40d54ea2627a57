// SPDX-License-Identifier: MIT
// Products with one matrix that is used many times: packed once, where BLAS would pack it again at each call.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>

#include "hmt/core/tensor.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/core/unrolled.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/host_buffer.hpp"

namespace hmt::detail {

/// The right factor of products with few rows, as those of a recurrence: (inner, columns), kept as panels of two
/// registers' width that lie in memory in the order in which they are read. Each element of a product is one chain of
/// sums over the inner index, whatever the number of rows. Allocates when packed larger than ever before.
template <std::floating_point T>
class packed_matrix {
 public:
  /// Packs factor times b, or b transposed.
  void pack(matrix_view<T const> b, bool transposed, T factor = T(1)) {
    inner_ = transposed ? b.columns : b.rows;
    columns_ = transposed ? b.rows : b.columns;
    auto const panels = (columns_ + panel_width - 1) / panel_width;
    memory_.resize(panels * panel_width * inner_);
    for (std::size_t panel = 0; panel < panels; ++panel) {
      auto const first = panel * panel_width;
      auto const width = std::min(panel_width, columns_ - first);
      T* const to = memory_.data() + first * inner_;
      if (transposed) {
        for (std::size_t c = 0; c < panel_width; ++c)
          for (std::size_t k = 0; k < inner_; ++k)
            to[k * panel_width + c] = c < width ? factor * b(first + c, k) : T(0);
      } else {
        for (std::size_t k = 0; k < inner_; ++k) {
          T* const row = to + k * panel_width;
          for (std::size_t c = 0; c < panel_width; ++c) row[c] = c < width ? factor * b(k, first + c) : T(0);
        }
      }
    }
  }

  /// c += a times the packed matrix. c does not overlap a. Requires: a is (rows, inner), c is (rows, columns).
  void multiply_add(matrix_view<T const> a, matrix_view<T> c) const {
    for (std::size_t top = 0; top < a.rows; top += block_rows)
      for (std::size_t depth = 0; depth < inner_; depth += block_depth)
        multiply_add_block(a.row_block(top, std::min(block_rows, a.rows - top)), depth,
                           c.row_block(top, std::min(block_rows, a.rows - top)));
  }

  /// The same, to the bit, with the rows shared by two threads where there are two and the product is worth it.
  void multiply_add_shared(matrix_view<T const> a, matrix_view<T> c) const {
    if (a.rows * inner_ * columns_ < worth_sharing) return multiply_add(a, c);
    auto const half = a.rows / 2;
    auto const rest = a.rows - half;
    run_both([&] { multiply_add(a.row_block(0, half), c.row_block(0, half)); },
             [&] { multiply_add(a.row_block(half, rest), c.row_block(half, rest)); });
  }

 private:
  static constexpr std::size_t worth_sharing = 1 << 20;  ///< multiplications; tens of times as long as waking a thread
  static constexpr std::size_t register_size = simd<T>::size;
  static constexpr std::size_t panel_width = 2 * register_size;
  static constexpr std::size_t tile_rows = 6;      ///< 12 sums: as many as 16 registers hold beside the factors
  static constexpr std::size_t block_depth = 384;  ///< a panel's block stays in the first-level cache
  static constexpr std::size_t block_rows = 96;    ///< so many rows of a block's depth stay in the second-level cache

  /// The share of `block_depth` inner indices from `depth` on.
  void multiply_add_block(matrix_view<T const> a, std::size_t depth, matrix_view<T> c) const {
    auto const count = std::min(block_depth, inner_ - depth);
    for (std::size_t first = 0; first < columns_; first += panel_width) {
      T const* const panel = memory_.data() + first * inner_ + depth * panel_width;
      auto const width = columns_ - first;
      for (std::size_t row = 0; row < a.rows; row += tile_rows) {
        auto const rows = std::min(tile_rows, a.rows - row);
        if (width >= panel_width)
          tile(rows, &a(row, depth), a.stride, panel, count, &c(row, first), c.stride);
        else
          padded_tile(rows, width, &a(row, depth), a.stride, panel, count, &c(row, first), c.stride);
      }
    }
  }

  template <std::size_t Rows>
  static void tile_of(T const* a, std::size_t a_stride, T const* panel, std::size_t count, T* c, std::size_t c_stride) {
    // Written out, so that the sums stay in registers at -O2 too.
    std::array<std::array<simd<T>, 2>, Rows> sums;
    for_each_index<Rows>([&](auto r) {
      sums[r] = {simd<T>::load_unaligned(c + r * c_stride), simd<T>::load_unaligned(c + r * c_stride + register_size)};
    });
    for (std::size_t k = 0; k < count; ++k, panel += panel_width) {
      auto const left = simd<T>::load_aligned(panel);
      auto const right = simd<T>::load_aligned(panel + register_size);
      for_each_index<Rows>([&](auto r) {
        simd<T> const factor(a[r * a_stride + k]);
        sums[r][0] = xsimd::fma(factor, left, sums[r][0]);
        sums[r][1] = xsimd::fma(factor, right, sums[r][1]);
      });
    }
    for_each_index<Rows>([&](auto r) {
      sums[r][0].store_unaligned(c + r * c_stride);
      sums[r][1].store_unaligned(c + r * c_stride + register_size);
    });
  }

  static void tile(std::size_t rows, T const* a, std::size_t a_stride, T const* panel, std::size_t count, T* c,
                   std::size_t c_stride) {
    switch (rows) {
      case 1:
        return tile_of<1>(a, a_stride, panel, count, c, c_stride);
      case 2:
        return tile_of<2>(a, a_stride, panel, count, c, c_stride);
      case 3:
        return tile_of<3>(a, a_stride, panel, count, c, c_stride);
      case 4:
        return tile_of<4>(a, a_stride, panel, count, c, c_stride);
      case 5:
        return tile_of<5>(a, a_stride, panel, count, c, c_stride);
      default:
        return tile_of<tile_rows>(a, a_stride, panel, count, c, c_stride);
    }
  }

  /// A tile of the last panel, of which only `width` columns exist.
  static void padded_tile(std::size_t rows, std::size_t width, T const* a, std::size_t a_stride, T const* panel,
                          std::size_t count, T* c, std::size_t c_stride) {
    std::array<T, tile_rows * panel_width> part{};
    for (std::size_t r = 0; r < rows; ++r) std::copy_n(c + r * c_stride, width, part.data() + r * panel_width);
    tile(rows, a, a_stride, panel, count, part.data(), panel_width);
    for (std::size_t r = 0; r < rows; ++r) std::copy_n(part.data() + r * panel_width, width, c + r * c_stride);
  }

  host_buffer<T> memory_;
  std::size_t inner_ = 0;
  std::size_t columns_ = 0;
};

}  // namespace hmt::detail
