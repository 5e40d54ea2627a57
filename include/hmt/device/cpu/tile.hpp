// SPDX-License-Identifier: MIT
// The kernel of products: a tile of sums that stay in registers while the inner index runs.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

#include "hmt/core/threads.hpp"
#include "hmt/core/unrolled.hpp"
#include "hmt/device/cpu/factor.hpp"
#include "hmt/device/cpu/left_factor.hpp"
#include "hmt/device/cpu/simd.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// How many registers a panel (a strip of columns of a packed matrix) spans; for the gates of an LSTM, one a gate. In
/// memory it is two halves, one after the other, each in the order of the inner index.
inline constexpr std::size_t panel_registers = 4;
inline constexpr std::size_t half_registers = panel_registers / 2;

/// So many inner indices ahead a left factor is fetched whose rows lie across them.
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
/// a, which lie across the inner index or along it. Each sum is one chain over the inner index. `next`: where as many
/// rows are likely to be written after these.
template <std::size_t Rows, bool Across, std::size_t Halves, class T, class Factor>
void multiply_tile(left_elements<typename factor_of<T, Factor>::element> const& a,
                   typename factor_of<T, Factor>::element const* panel, std::size_t half_stride, std::size_t count,
                   tile_view<T const> from, tile_view<T> to, tile_view<T> next) {
  using factor = factor_of<T, Factor>;
  constexpr auto lanes = simd<T>::size;
  constexpr auto registers = Halves * half_registers;
  // Written out, so that the sums stay in registers at -O2 too.
  std::array<std::array<simd<T>, registers>, Rows> sums;
  for_each_index<Rows>(
      [&](auto r) { for_each_index<registers>([&](auto p) { sums[r][p] = simd<T>::load_unaligned(from.at(r, p)); }); });
  // Rows lie far apart, which no processor foresees.
  for (std::size_t r = 0; r < Rows; ++r)
    for (std::size_t p = 0; p < registers; ++p) fetch_to_write(next.at(r, p));
  auto const* left = a.data;
  auto const row_stride = Across ? 1 : a.row_stride;
  for (std::size_t k = 0; k < count; ++k, panel += half_registers * lanes, left += Across ? a.inner_stride : 1) {
    if constexpr (Across) fetch_to_read(left + across_distance * a.inner_stride, Rows);
    for_each_index<Halves>([&](auto h) { fetch_ahead(panel + h * half_stride, half_registers * lanes); });
    std::array<typename factor::wide, registers> weights;
    for_each_index<registers>([&](auto p) {
      weights[p] = factor::load(panel + p / half_registers * half_stride + p % half_registers * lanes);
    });
    for_each_index<Rows>([&](auto r) {
      auto const wide = factor::broadcast(left[r * row_stride]);
      for_each_index<registers>([&](auto p) { sums[r][p] = factor::multiply_add(wide, weights[p], sums[r][p]); });
    });
  }
  for_each_index<Rows>(
      [&](auto r) { for_each_index<registers>([&](auto p) { sums[r][p].store_unaligned(to.at(r, p)); }); });
}

/// The same for any number of rows, cut into tiles of about equal height.
template <std::size_t Halves, class T, class Factor>
void multiply_tiles(left_elements<typename factor_of<T, Factor>::element> a,
                    typename factor_of<T, Factor>::element const* panel, std::size_t half_stride, std::size_t count,
                    tile_view<T const> from, tile_view<T> to) {
  constexpr auto most_rows = factor_of<T, Factor>::sums / (Halves * half_registers);
  static constexpr auto kernels = []<std::size_t... R>(std::index_sequence<R...>) {
    return std::array{std::array{&multiply_tile<R + 1, false, Halves, T, Factor>...},
                      std::array{&multiply_tile<R + 1, true, Halves, T, Factor>...}};
  }
  (std::make_index_sequence<most_rows>{});
  auto const& of_height = kernels[a.inner_stride == 1 ? 0 : 1];
  auto const beside = to.from_register(Halves * half_registers);
  for (auto tiles = (a.rows + most_rows - 1) / most_rows; tiles > 0; --tiles) {
    auto const height = (a.rows + tiles - 1) / tiles;
    auto const below = to.below(height);
    of_height[height - 1](a, panel, half_stride, count, from, to, tiles > 1 ? below : beside);
    a = a.row_block(height, a.rows - height);
    from = from.below(height);
    to = below;
  }
}

/// Multiplies any number of rows in SIMD registers; the interface of `matrix_tiles`.
template <class T, class Factor>
class simd_tiles {
 public:
  using element = typename factor_of<T, Factor>::element;
  static constexpr std::size_t most_rows = std::numeric_limits<std::size_t>::max();

  explicit simd_tiles(std::size_t) {}

  /// to = from + a times `count` rows (of elements) of `halves` halves of a panel, `half_stride` apart. Few rows leave
  /// registers free for both halves at once; more rows use those better for one after the other.
  static void multiply(left_elements<element> const& a, element const* panel, std::size_t half_stride,
                       std::size_t halves, std::size_t count, tile_view<T const> from, tile_view<T> to) {
    if (halves == 2 && a.rows * panel_registers <= factor_of<T, Factor>::sums)
      return multiply_tiles<2, T, Factor>(a, panel, half_stride, count, from, to);
    auto const blocks = std::max<std::size_t>(1, (count + block_depth - 1) / block_depth);
    for (std::size_t half = 0; half < halves; ++half)
      for (std::size_t block = 0; block < blocks; ++block) {
        auto const depth = part_of(count, block, blocks);
        auto const under = to.from_register(half * half_registers);
        multiply_tiles<1, T, Factor>(
            a.from_element(depth.first), panel + half * half_stride + depth.first * half_width, half_stride,
            depth.count, block == 0 ? from.from_register(half * half_registers) : tile_view<T const>(under), under);
      }
  }

 private:
  static constexpr std::size_t half_width = half_registers * simd<T>::size;
  /// So much of half a panel stays in the first-level cache.
  static constexpr std::size_t block_depth = (24 << 10) / (half_width * sizeof(element));
};

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
