// SPDX-License-Identifier: MIT
// Matrix products, and sums over rows.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/cpu/blas.hpp"
#include "hmt/device/cpu/packed_product.hpp"
#include "hmt/device/host_memory.hpp"

namespace hmt {

/// The products of `cpu`. Keeps memory for the largest packed factor so far.
template <std::floating_point T>
class cpu_products {
 public:
  /// c = alpha op(a) op(b) + beta c, op being the transposed matrix where asked for; with beta 0, c is not read.
  /// c overlaps neither a nor b. With a as it is (words times weights), a row of c has the same bits whatever rows are
  /// beside it and on any number of threads; with a transposed (gradients of weights), BLAS computes. Throws
  /// `shape_error`
  /// (`shape`). Allocates where b is larger than any before.
  void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                matrix_view<T> c) {
    require_product_shapes(ta == transpose::yes, tb == transpose::yes, a, b, c);
    if (ta == transpose::yes) return detail::blas_multiply(ta, tb, alpha, a, b, beta, c);
    if (beta == T(0)) {
      host_memory<T>().fill(c, T(0));
    } else if (beta != T(1)) {
      for (std::size_t r = 0; r < c.rows; ++r)
        for (auto& number : c.row(r)) number *= beta;
    }
    packed_.pack(b, tb == transpose::yes, alpha);
    packed_.multiply_add_shared(a, c);
  }

  /// Every row of `to` += row. Throws `shape_error` (`length`).
  static void add_row(std::span<T const> row, matrix_view<T> to) {
    require_length(row.size(), to.columns, "add_row: row");
    for (std::size_t r = 0; r < to.rows; ++r) accumulate(row.data(), to.row(r));
  }

  /// row += the sum of all rows of `from`, added in their order. Throws `shape_error` (`length`).
  static void sum_rows(matrix_view<T const> from, std::span<T> row) {
    require_length(row.size(), from.columns, "sum_rows: row");
    for (std::size_t r = 0; r < from.rows; ++r) accumulate(from.row(r).data(), row);
  }

 private:
  static void accumulate(T const* from, std::span<T> to) {
    for (std::size_t c = 0; c < to.size(); ++c) to[c] += from[c];
  }

  detail::packed_matrix<T> packed_;
};

}  // namespace hmt
