// SPDX-License-Identifier: MIT
// A matrix packed once for many products; BLAS would pack it again at each call.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "hmt/core/parallel.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/cpu/amx_kernel.hpp"
#include "hmt/device/cpu/lhs.hpp"
#include "hmt/device/cpu/operand.hpp"
#include "hmt/device/cpu/padded_rows.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/cpu/simd_kernel.hpp"
#include "hmt/device/cpu/transpose.hpp"
#include "hmt/device/host_buffer.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// The rhs of products, (inner, columns), in numbers of type Operand, stored as panels in the order in which they are
/// read. A panel is a strip of as many columns as `panel_registers` registers hold; for gates, one register of each of
/// the four. The order of summation of an element does not depend on the number of rows. Allocates only when larger
/// than ever before.
template <std::floating_point T, class Operand = T>
class packed_matrix {
 public:
  using operand = operand_traits<T, Operand>;
  using element = typename operand::element;
  using lhs_view = lhs_elements<element>;  ///< see `make_lhs`
  static constexpr std::size_t lanes = simd<T>::size;
  static constexpr std::size_t panel_width = panel_registers * lanes;

  /// What is grouped by gates, in four groups packed `gate_stride` apart with zeros between them: nothing; the columns,
  /// with equally many from each group in a panel; or the depth index.
  enum class gates { none, columns, depth };

  /// Packs scale times b, or b transposed. Requires: gates divisible by four, and not along the rows of a transposed b.
  void pack(matrix_view<T const> b, bool transposed, T scale = T(1), gates grouped = gates::none) {
    plain_ = grouped != gates::columns;
    auto const depth = transposed ? b.columns : b.rows;
    auto const columns = transposed ? b.rows : b.columns;
    depth_ = grouped == gates::depth ? 4 * gate_stride<T>(depth / 4) : depth;
    columns_ = grouped == gates::columns ? 4 * gate_stride<T>(columns / 4) : columns;
    elements_ = elements_of<T, Operand>(depth_);
    std::size_t const groups = depth_ == depth ? 1 : 4;
    memory_.resize(panels() * panel_width * elements_);
    for (std::size_t number = 0; number < panels(); ++number)
      for (std::size_t p = 0; p < registers(number); ++p) {
        element* const to = half(number, p / half_registers) + p % half_registers * lanes;
        auto const end = plain_ ? columns : (p + 1) * (columns / 4);
        auto const first = std::min(end, column(number, p) - p * ((columns_ - columns) / 4));
        auto const valid = std::min(lanes, end - first);
        if (transposed)
          fill_from_rows(b.row_block(first, valid), scale, to);
        else
          for (std::size_t group = 0; group < groups; ++group)
            fill_from_columns(b.row_block(group * (depth / groups), depth / groups).column_block(first, valid), scale,
                              elements_ / groups, to + group * (elements_ / groups) * half_width);
      }
  }

  [[nodiscard]] std::size_t panels() const {
    return plain_ ? (columns_ + panel_width - 1) / panel_width : (columns_ / 4 + lanes - 1) / lanes;
  }
  /// The number of registers of panel `number`: the last one in plain order may need only half.
  [[nodiscard]] std::size_t registers(std::size_t number) const {
    bool const one_half = plain_ && columns_ - number * panel_width <= half_width;
    return one_half ? half_registers : panel_registers;
  }
  /// The first column of register p of panel `number`, and the number of its existing columns.
  [[nodiscard]] std::size_t column(std::size_t number, std::size_t p) const {
    return plain_ ? number * panel_width + p * lanes : p * (columns_ / 4) + number * lanes;
  }
  [[nodiscard]] std::size_t valid_lanes(std::size_t number, std::size_t p) const {
    auto const end = plain_ ? columns_ : (p + 1) * (columns_ / 4);
    return std::min(lanes, end - std::min(end, column(number, p)));
  }
  /// Whether all columns of all registers of panel `number` exist.
  [[nodiscard]] bool whole(std::size_t number) const { return valid_lanes(number, registers(number) - 1) == lanes; }
  /// The numbers of a matrix (rows, columns) in the columns of panel `number`.
  template <class U>
  [[nodiscard]] tile_view<U> under(std::size_t number, matrix_view<U> c) const {
    return {c.data + column(number, 0), c.stride, column(number, 1) - column(number, 0)};
  }

  /// c += a times the packed matrix. c does not overlap a. Requires: a is (rows, inner) as `make_lhs` gives it, c is
  /// (rows, columns).
  void multiply_add(lhs_view a, matrix_view<T> c) const { multiply_from(c, a, c); }

  /// c = from + a times the packed matrix. Requires: `from`, (rows, columns), is c or does not overlap it; its rows may
  /// all be the same one (stride 0).
  void multiply_from(matrix_view<T const> from, lhs_view a, matrix_view<T> c) const {
    for (std::size_t top = 0; top < a.rows; top += block_rows) {
      auto const rows = std::min(block_rows, a.rows - top);
      multiply_panels({0, panels()}, false, from.row_block(top, rows), a.row_block(top, rows), c.row_block(top, rows));
    }
  }

  /// The same for the columns of some panels only, forward or in reverse, for few rows: about as many as stay in the L2
  /// cache.
  void multiply_panels(index_range numbers, bool from_the_end, matrix_view<T const> from, lhs_view a,
                       matrix_view<T> c) const {
    if constexpr (!std::is_void_v<typename operand::tile_registers>)
      if (operand::tile_registers::ready())
        return multiply_by<amx_kernel<T, Operand>>(numbers, from_the_end, from, a, c);
    multiply_by<simd_kernel<T, Operand>>(numbers, from_the_end, from, a, c);
  }

  /// c += a, or a transposed, times the packed matrix, bitwise as `multiply_add`; all threads share the rows of c if
  /// the product is large enough. `memory`: for `make_lhs`.
  void multiply_add_shared(matrix_view<T const> a, bool transposed, matrix_view<T> c,
                           host_buffer<element>& memory) const {
    auto const room = operand::values_per_element > 1 ? elements_ : 0;  // per row; single numbers are read in place
    memory.resize(c.rows * room);
    parallel_for_ranges(c.rows, worth_sharing / (1 + depth_ * columns_), [&](index_range rows) {
      auto const own = transposed ? a.column_block(rows.first, rows.count) : a.row_block(rows.first, rows.count);
      multiply_add(make_lhs<Operand>(own, transposed, memory.data() + rows.first * room),
                   c.row_block(rows.first, rows.count));
    });
  }

 private:
  /// This many multiplications take tens of times as long as waking a thread.
  static constexpr std::size_t worth_sharing = 1 << 19;
  static constexpr std::size_t block_rows = 96;  ///< this many rows of a block's depth stay in the L2 cache
  static constexpr std::size_t aside_rows = 32;  ///< at least as many as a configured kernel takes
  static constexpr std::size_t half_width = half_registers * lanes;

  [[nodiscard]] element* half(std::size_t panel, std::size_t which) {
    return memory_.data() + (panel * panel_width + which * half_width) * elements_;
  }
  [[nodiscard]] element const* half(std::size_t panel, std::size_t which) const {
    return memory_.data() + (panel * panel_width + which * half_width) * elements_;
  }

  /// Fills one register's share of half a panel, `elements` elements, with scale times columns, one per lane; other
  /// lanes, and elements past the columns' end, with zero.
  static void fill_from_columns(matrix_view<T const> columns, T scale, std::size_t elements, element* to) {
    auto const copy = [&](auto const& access) {
      auto const row = [&](std::size_t k) {
        return k < columns.rows ? simd<T>(scale) * access.load(columns.data + k * columns.stride) : simd<T>(T(0));
      };
      for (std::size_t e = 0; e < elements; ++e) {
        auto const k = e * operand::values_per_element;
        operand::make(row(k), row(k + operand::values_per_element - 1)).store_aligned(to + e * half_width);
      }
    };
    if (columns.columns == lanes) return copy(whole_register<T>{});
    copy(partial_register<T>{columns.columns});
  }

  /// The same with rows, one per lane.
  void fill_from_rows(matrix_view<T const> rows, T scale, element* to) {
    std::size_t done = 0;
    for (; rows.rows == lanes && (done + lanes) * operand::values_per_element <= depth_; done += lanes) {
      std::array<simd<T>, lanes> square;
      for (std::size_t lane = 0; lane < lanes; ++lane)
        square[lane] = neighbours(&rows(lane, done * operand::values_per_element), simd<T>(scale));
      transpose<T>(square);
      for (std::size_t e = 0; e < lanes; ++e)
        as_elements(square[place_of_neighbours(e)]).store_aligned(to + (done + e) * half_width);
    }
    auto const number = [&](std::size_t k, std::size_t lane) { return k < depth_ ? scale * rows(lane, k) : T(0); };
    for (; done < elements_; ++done) {
      auto const k = done * operand::values_per_element;
      element* const row = to + done * half_width;
      for (std::size_t lane = 0; lane < rows.rows; ++lane)
        row[lane] = operand::make(number(k, lane), number(k + operand::values_per_element - 1, lane));
      std::fill(row + rows.rows, row + lanes, element{});
    }
  }

  /// A register of elements from neighbouring numbers, times scale: in order, or the first half of pairs in the even
  /// lanes and the other half in the odd ones.
  static simd<T> neighbours(T const* from, simd<T> const& scale) {
    auto const first = scale * simd<T>::load_unaligned(from);
    if constexpr (operand::values_per_element == 1) {
      return first;
    } else {
      auto const second = scale * simd<T>::load_unaligned(from + lanes);
      return xsimd::bitwise_cast<simd<T>>(
          operand::make(exchanged<T, 1, false>(first, second), exchanged<T, 1, true>(first, second)));
    }
  }
  static constexpr std::size_t place_of_neighbours(std::size_t e) {
    return operand::values_per_element == 1 ? e : e < lanes / 2 ? 2 * e : 2 * e + 1 - lanes;
  }
  static simd<element> as_elements(simd<T> const& bits) {
    if constexpr (operand::values_per_element == 1)
      return bits;
    else
      return xsimd::bitwise_cast<simd<element>>(bits);
  }

  template <class Kernel>
  void multiply_by(index_range numbers, bool from_the_end, matrix_view<T const> from, lhs_view a,
                   matrix_view<T> c) const {
    for (std::size_t top = 0, rows = 0; top < a.rows; top += rows) {
      rows = std::min(Kernel::most_rows, a.rows - top);
      Kernel kernel(rows);
      for (std::size_t k = 0; k < numbers.count; ++k)
        multiply_panel(kernel, numbers.first + (from_the_end ? numbers.count - 1 - k : k), from.row_block(top, rows),
                       a.row_block(top, rows), c.row_block(top, rows));
    }
  }

  template <class Kernel>
  void multiply_panel(Kernel& kernel, std::size_t number, matrix_view<T const> from, lhs_view a,
                      matrix_view<T> c) const {
    auto const begin = under(number, from);
    auto const to = under(number, c);
    auto const multiply = [&](lhs_view rows, tile_view<T const> before, tile_view<T> after) {
      kernel.multiply(rows, half(number, 0), half_width * elements_, registers(number) / half_registers, elements_,
                      before, after);
    };
    if (whole(number)) return multiply(a, begin, to);
    // Into a temporary, in whole registers, a few rows at a time.
    for (std::size_t top = 0; top < a.rows; top += aside_rows) {
      auto const rows = std::min(aside_rows, a.rows - top);
      alignas(64) std::array<T, aside_rows * panel_width> padded;
      tile_view<T> const aside{padded.data(), panel_width, lanes};
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t p = 0; p < registers(number); ++p)
          partial_register<T>{valid_lanes(number, p)}.load(begin.at(top + r, p)).store_aligned(aside.at(r, p));
      multiply(a.row_block(top, rows), aside, aside);
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t p = 0; p < registers(number); ++p)
          partial_register<T>{valid_lanes(number, p)}.store(simd<T>::load_aligned(aside.at(r, p)), to.at(top + r, p));
    }
  }

  host_buffer<element> memory_;
  bool plain_ = true;  ///< columns are not grouped
  std::size_t depth_ = 0;
  std::size_t elements_ = 0;  ///< elements for the depth indices
  std::size_t columns_ = 0;
};

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
