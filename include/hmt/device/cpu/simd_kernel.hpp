// SPDX-License-Identifier: MIT
// The kernel of products: a tile of accumulators that stay in registers during the loop over the depth index.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

#include "hmt/core/parallel.hpp"
#include "hmt/core/static_for.hpp"
#include "hmt/device/cpu/lhs.hpp"
#include "hmt/device/cpu/operand.hpp"
#include "hmt/device/cpu/simd.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// The number of registers of a panel (a strip of columns of a packed matrix); for the gates of an LSTM, one per gate.
/// In memory a panel is two consecutive halves, each in the order of the depth index.
inline constexpr std::size_t panel_registers = 4;
inline constexpr std::size_t half_registers = panel_registers / 2;

/// Prefetch distance, in depth indices, for a lhs with contiguous columns.
inline constexpr std::size_t across_distance = 16;

/// The numbers of a tile: register p of row r begins at data[r * row_stride + p * register_stride].
template <class T>
struct tile_view {
  T* data = nullptr;
  std::size_t row_stride = 0;
  std::size_t register_stride = 0;

  [[nodiscard]] T* at(std::size_t row, std::size_t number) const {
    return data + row * row_stride + number * register_stride;
  }
  [[nodiscard]] tile_view below(std::size_t rows) const { return {at(rows, 0), row_stride, register_stride}; }
  [[nodiscard]] tile_view from_register(std::size_t number) const {
    return {at(0, number), row_stride, register_stride};
  }
  template <class U>
  requires(std::is_same_v<U, T const> && !std::is_const_v<T>) operator tile_view<U>() const {
    return {data, row_stride, register_stride};
  }
};

/// to = from + a times `count` rows (of elements) of as many halves of a panel, `half_stride` apart, for `Rows` rows of
/// a, with contiguous rows or columns. Each sum is one chain over the depth index. `next`: where the next such rows are
/// likely to be written.
template <std::size_t Rows, bool Across, std::size_t Halves, class T, class Operand>
void multiply_tile(lhs_elements<typename operand_traits<T, Operand>::element> const& a,
                   typename operand_traits<T, Operand>::element const* panel, std::size_t half_stride,
                   std::size_t count, tile_view<T const> from, tile_view<T> to, tile_view<T> next) {
  using operand = operand_traits<T, Operand>;
  constexpr auto lanes = simd<T>::size;
  constexpr auto registers = Halves * half_registers;
  // Unrolled by hand, so that the sums stay in registers at -O2 too.
  std::array<std::array<simd<T>, registers>, Rows> accumulators;
  static_for<Rows>([&](auto r) {
    static_for<registers>([&](auto p) { accumulators[r][p] = simd<T>::load_unaligned(from.at(r, p)); });
  });
  // The stride defeats the hardware prefetcher.
  for (std::size_t r = 0; r < Rows; ++r)
    for (std::size_t p = 0; p < registers; ++p) prefetch_write(next.at(r, p));
  auto const* lhs = a.data;
  auto const row_stride = Across ? 1 : a.row_stride;
  for (std::size_t k = 0; k < count; ++k, panel += half_registers * lanes, lhs += Across ? a.depth_stride : 1) {
    if constexpr (Across) prefetch_read(lhs + across_distance * a.depth_stride, Rows);
    static_for<Halves>([&](auto h) { prefetch_l2(panel + h * half_stride, half_registers * lanes); });
    std::array<typename operand::vector, registers> weights;
    static_for<registers>([&](auto p) {
      weights[p] = operand::load(panel + p / half_registers * half_stride + p % half_registers * lanes);
    });
    static_for<Rows>([&](auto r) {
      auto const vector = operand::broadcast(lhs[r * row_stride]);
      static_for<registers>(
          [&](auto p) { accumulators[r][p] = operand::multiply_add(vector, weights[p], accumulators[r][p]); });
    });
  }
  static_for<Rows>(
      [&](auto r) { static_for<registers>([&](auto p) { accumulators[r][p].store_unaligned(to.at(r, p)); }); });
}

/// The same for any number of rows, divided into tiles of about equal height.
template <std::size_t Halves, class T, class Operand>
void multiply_tiles(lhs_elements<typename operand_traits<T, Operand>::element> a,
                    typename operand_traits<T, Operand>::element const* panel, std::size_t half_stride,
                    std::size_t count, tile_view<T const> from, tile_view<T> to) {
  constexpr auto most_rows = operand_traits<T, Operand>::accumulators / (Halves * half_registers);
  static constexpr auto kernels = []<std::size_t... R>(std::index_sequence<R...>) {
    return std::array{std::array{&multiply_tile<R + 1, false, Halves, T, Operand>...},
                      std::array{&multiply_tile<R + 1, true, Halves, T, Operand>...}};
  }
  (std::make_index_sequence<most_rows>{});
  auto const& of_height = kernels[a.depth_stride == 1 ? 0 : 1];
  auto const to_the_right = to.from_register(Halves * half_registers);
  for (auto tiles = (a.rows + most_rows - 1) / most_rows; tiles > 0; --tiles) {
    auto const height = (a.rows + tiles - 1) / tiles;
    auto const below = to.below(height);
    of_height[height - 1](a, panel, half_stride, count, from, to, tiles > 1 ? below : to_the_right);
    a = a.row_block(height, a.rows - height);
    from = from.below(height);
    to = below;
  }
}

/// Multiplies any number of rows in SIMD registers; the interface of `amx_kernel`.
template <class T, class Operand>
class simd_kernel {
 public:
  using element = typename operand_traits<T, Operand>::element;
  static constexpr std::size_t most_rows = std::numeric_limits<std::size_t>::max();

  explicit simd_kernel(std::size_t) {}

  /// to = from + a times `count` rows (of elements) of `halves` halves of a panel, `half_stride` apart. Few rows leave
  /// registers free for both halves at once; with more rows it is better to compute the halves one after the other.
  static void multiply(lhs_elements<element> const& a, element const* panel, std::size_t half_stride,
                       std::size_t halves, std::size_t count, tile_view<T const> from, tile_view<T> to) {
    if (halves == 2 && a.rows * panel_registers <= operand_traits<T, Operand>::accumulators)
      return multiply_tiles<2, T, Operand>(a, panel, half_stride, count, from, to);
    auto const blocks = std::max<std::size_t>(1, (count + block_depth - 1) / block_depth);
    for (std::size_t half = 0; half < halves; ++half)
      for (std::size_t block = 0; block < blocks; ++block) {
        auto const depth = nth_range(count, block, blocks);
        auto const under = to.from_register(half * half_registers);
        multiply_tiles<1, T, Operand>(
            a.from_element(depth.first), panel + half * half_stride + depth.first * half_width, half_stride,
            depth.count, block == 0 ? from.from_register(half * half_registers) : tile_view<T const>(under), under);
      }
  }

 private:
  static constexpr std::size_t half_width = half_registers * simd<T>::size;
  /// This much of half a panel stays in the L1 cache.
  static constexpr std::size_t block_depth = (24 << 10) / (half_width * sizeof(element));
};

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
