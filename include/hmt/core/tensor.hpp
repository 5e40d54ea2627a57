// SPDX-License-Identifier: MIT
// Non-owning views of matrices; a block of columns is a view too, so concatenation needs no copy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>

#include "hmt/core/assert.hpp"
#include "hmt/core/error.hpp"

namespace hmt {

/// Numbers of words, labels and rows, as devices store them.
using row_index = std::uint32_t;

/// A row-major matrix in the memory of a device (for `cuda`, not readable on the host). Trivially copyable; never
/// allocates. Element (r, c) is `data[r * stride + c]`.
template <class T>
struct matrix_view {
  T* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;  ///< distance between rows, in elements: at least `columns`, or 0 if all rows are the same

  constexpr matrix_view() = default;
  constexpr matrix_view(T* first, std::size_t row_count, std::size_t column_count, std::size_t row_stride)
      : data(first), rows(row_count), columns(column_count), stride(row_stride) {
    HMT_ASSERT(column_count <= row_stride || row_stride == 0 || row_count <= 1);
  }
  /// A contiguous matrix.
  constexpr matrix_view(T* first, std::size_t row_count, std::size_t column_count)
      : matrix_view(first, row_count, column_count, column_count) {}
  /// A mutable view converts to a read-only one.
  template <class U>
  requires(std::is_same_v<U const, T>) constexpr matrix_view(matrix_view<U> other)
      : matrix_view(other.data, other.rows, other.columns, other.stride) {}

  [[nodiscard]] constexpr T& operator()(std::size_t row, std::size_t column) const {
    HMT_ASSERT(row < rows && column < columns);
    return data[row * stride + column];
  }
  [[nodiscard]] constexpr std::span<T> row(std::size_t number) const {
    HMT_ASSERT(number < rows);
    return {data + number * stride, columns};
  }
  /// Whether both are the same rows and columns of the same memory.
  [[nodiscard]] constexpr bool operator==(matrix_view const&) const = default;
  [[nodiscard]] constexpr bool empty() const { return rows == 0 || columns == 0; }
  [[nodiscard]] constexpr bool contiguous() const { return stride == columns || rows <= 1; }

  /// Columns `first` to `first + count`, as a view of the same rows.
  [[nodiscard]] constexpr matrix_view column_block(std::size_t first, std::size_t count) const {
    HMT_ASSERT(first <= columns && count <= columns - first);
    return {data + first, rows, count, stride};
  }
  /// Rows `first` to `first + count`.
  [[nodiscard]] constexpr matrix_view row_block(std::size_t first, std::size_t count) const {
    HMT_ASSERT(first <= rows && count <= rows - first);
    return {data + first * stride, count, columns, stride};
  }
  /// `(rows, columns)` for error texts.
  [[nodiscard]] std::string shape() const {
    return std::string("(") + std::to_string(rows) + ", " + std::to_string(columns) + ")";
  }
};

/// Throws `shape_error` naming `what` unless `found` is `(rows, columns)`.
template <class T>
constexpr void require_shape(matrix_view<T> found, std::size_t rows, std::size_t columns, char const* what) {
  if (found.rows != rows || found.columns != columns)
    throw shape_error("shape", std::string(what) + ": expected shape " +
                                   matrix_view<T>(nullptr, rows, columns).shape() + ", found " + found.shape());
}

}  // namespace hmt
