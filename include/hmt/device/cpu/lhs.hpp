// SPDX-License-Identifier: MIT
// The lhs of products, as the kernels read it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

#include "hmt/core/tensor.hpp"
#include "hmt/device/cpu/operand.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/cpu/transpose.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// Element k of row r is data[r * row_stride + k * inner_stride]. One of the strides is 1: either rows or columns are
/// contiguous.
template <class Element>
struct lhs_elements {
  Element const* data = nullptr;
  std::size_t rows = 0;
  std::size_t row_stride = 0;
  std::size_t depth_stride = 0;

  [[nodiscard]] lhs_elements row_block(std::size_t first, std::size_t count) const {
    return {data + first * row_stride, count, row_stride, depth_stride};
  }
  [[nodiscard]] lhs_elements from_element(std::size_t k) const {
    return {data + k * depth_stride, rows, row_stride, depth_stride};
  }
};

/// Writes the pairs of each row of a to `memory`, (rows, depth), padded with zeros.
template <class Operand, class T>
void write_pairs(matrix_view<T const> a, std::size_t elements, typename operand_traits<T, Operand>::element* memory) {
  using operand = operand_traits<T, Operand>;
  auto const whole = a.columns / 2;
  for (std::size_t r = 0; r < a.rows; ++r, memory += elements) {
    for (std::size_t e = 0; e < whole; ++e) memory[e] = operand::make(a(r, 2 * e), a(r, 2 * e + 1));
    if (whole == elements) continue;
    memory[whole] = a.columns % 2 == 0 ? 0 : operand::make(a(r, a.columns - 1), T(0));
    std::fill(memory + whole + 1, memory + elements, 0);
  }
}

/// Writes the pairs of each column of a to `memory`, (depth, columns).
template <class Operand, class T>
void write_pairs_across(matrix_view<T const> a, std::size_t elements,
                        typename operand_traits<T, Operand>::element* memory) {
  using operand = operand_traits<T, Operand>;
  for (std::size_t e = 0; e < elements; ++e, memory += a.columns)
    for (std::size_t c = 0; c < a.columns; ++c)
      memory[c] = operand::make(a(2 * e, c), 2 * e + 1 < a.rows ? a(2 * e + 1, c) : T(0));
}

/// The same to `memory`, (columns, depth), padded with zeros, by transposing squares.
template <class Operand, class T>
void write_pairs_along(matrix_view<T const> a, std::size_t elements,
                       typename operand_traits<T, Operand>::element* memory) {
  using operand = operand_traits<T, Operand>;
  constexpr auto lanes = simd<T>::size;
  for_each_register<T>(a.columns, [&](std::size_t column, auto const& access) {
    auto const row = [&](std::size_t k) { return k < a.rows ? access.load(&a(k, column)) : simd<T>(T(0)); };
    auto const valid = std::min(lanes, a.columns - column);
    for (std::size_t e = 0; e < elements; e += lanes) {
      std::array<simd<T>, lanes> square;
      for (std::size_t k = 0; k < lanes; ++k)
        square[k] = xsimd::bitwise_cast<simd<T>>(operand::make(row(2 * (e + k)), row(2 * (e + k) + 1)));
      transpose<T>(square);
      for (std::size_t c = 0; c < valid; ++c)
        xsimd::bitwise_cast<simd<typename operand::element>>(square[c]).store_unaligned(memory +
                                                                                        (column + c) * elements + e);
    }
  });
}

/// a or a transposed as the lhs of products: a itself if elements are single numbers, otherwise rewritten into
/// `memory`, with `elements_of` the depth per row, and nothing beyond is read. Rows of pairs are contiguous if there
/// are tile registers, which need this.
template <class Operand, class T>
lhs_elements<typename operand_traits<T, Operand>::element> make_lhs(
    matrix_view<T const> a, bool transposed, typename operand_traits<T, Operand>::element* memory) {
  using operand = operand_traits<T, Operand>;
  if constexpr (operand::values_per_element == 1) {
    if (transposed) return {a.data, a.columns, 1, a.stride};
    return {a.data, a.rows, a.stride, 1};
  } else {
    auto const elements = elements_of<T, Operand>(transposed ? a.rows : a.columns);
    if (!transposed) {
      write_pairs<Operand>(a, elements, memory);
      return {memory, a.rows, elements, 1};
    }
    if constexpr (std::is_void_v<typename operand::tile_registers>) {
      write_pairs_across<Operand>(a, elements, memory);
      return {memory, a.columns, 1, a.columns};
    } else {
      write_pairs_along<Operand>(a, elements, memory);
      return {memory, a.columns, elements, 1};
    }
  }
}

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
