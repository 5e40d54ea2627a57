// SPDX-License-Identifier: MIT
// Matrix products and sums over rows on a GPU.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/host_device.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cuda/memory.hpp"
#include "hmt/device/product.hpp"

namespace hmt {

/// The products of `cuda`: matrix products through cuBLAS, with operands rounded to `Operand`.
template <std::floating_point T, class Operand, class Platform>
class cuda_products {
 public:
  /// c = alpha op(a) op(b) + beta c, where op transposes on request; with beta 0, c is not read. c overlaps neither a
  /// nor b. Throws `shape_error` (`shape`).
  void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                matrix_view<T> c) const {
    require_product_shapes(ta == transpose::yes, tb == transpose::yes, a, b, c);
    if (c.empty()) return;
    Platform::template multiply<T, Operand>(ta, tb, alpha, a, b, beta, c);
  }

  /// Every row of `to` += row. Throws `shape_error` (`length`).
  void add_row(std::span<T const> row, matrix_view<T> to) const {
    require_length(row.size(), to.columns, "add_row: row");
    auto const* const added = row.data();
    Platform::for_each(to.rows * to.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
      to(k / to.columns, k % to.columns) += added[k % to.columns];
    });
  }

  /// row += the sum of all rows of `from`, in T: a product with ones. Throws `shape_error` (`length`).
  void sum_rows(matrix_view<T const> from, std::span<T> row) {
    require_length(row.size(), from.columns, "sum_rows: row");
    if (from.empty()) return;
    if (ones_.size() < from.rows) {
      ones_.resize(from.rows);
      auto* const ones = ones_.data();
      Platform::for_each(from.rows, [=] HMT_HOST_DEVICE(std::size_t k) { ones[k] = T(1); });
    }
    Platform::template multiply<T, T>(transpose::no, transpose::no, T(1), {ones_.data(), 1, from.rows}, from, T(1),
                                      {row.data(), 1, row.size()});
  }

 private:
  cuda_buffer<T, Platform> ones_;
};

}  // namespace hmt
