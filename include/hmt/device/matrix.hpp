// SPDX-License-Identifier: MIT
// A matrix that owns its memory on a device.
#pragma once

#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"

namespace hmt {

/// A contiguous matrix in a device's memory, of `D::value_type` unless said otherwise. Allocates only when it grows
/// past its largest size so far; its content is undefined after `resize`. Movable; not safe to change from several
/// threads.
template <class D, class T = typename D::value_type>
class device_matrix {
 public:
  using value_type = T;

  /// Resizes the matrix to (rows, columns) and returns a mutable view.
  matrix_view<value_type> resize(std::size_t rows, std::size_t columns) {
    memory_.resize(rows * columns);
    rows_ = rows;
    columns_ = columns;
    return view();
  }
  [[nodiscard]] matrix_view<value_type> view() { return {memory_.view().data(), rows_, columns_}; }
  [[nodiscard]] matrix_view<value_type const> view() const { return {memory_.view().data(), rows_, columns_}; }
  /// All elements, row after row.
  [[nodiscard]] std::span<value_type> elements() { return memory_.view(); }
  [[nodiscard]] std::span<value_type const> elements() const { return memory_.view(); }

 private:
  typename D::template buffer<value_type> memory_;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
};

/// Uploads row numbers from the host into a buffer resized to their length. Allocates only past its largest size.
template <class D>
void upload_numbers(D& device, std::span<row_index const> numbers, typename D::template buffer<row_index>& to) {
  to.resize(numbers.size());
  device.upload(numbers, to.view());
}

}  // namespace hmt
