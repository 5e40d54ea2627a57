// SPDX-License-Identifier: MIT
// Matrix products through BLAS, and sums over rows.
#pragma once

#include <cblas.h>

#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/cpu/simd.hpp"

namespace hmt {

/// The products of `cpu`. Has no state; never allocates (BLAS keeps memory of its own).
template <std::floating_point T>
class cpu_products {
 public:
  /// c = alpha op(a) op(b) + beta c, op being the transposed matrix where asked for; with beta 0, c is not read.
  /// c overlaps neither a nor b. Throws `shape_error` (`shape`).
  void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                matrix_view<T> c) const {
    auto const inner = checked_inner_size(ta == transpose::yes, tb == transpose::yes, a, b, c);
    if (c.empty()) return;
    auto const form = [](transpose t) { return t == transpose::yes ? CblasTrans : CblasNoTrans; };
    auto const number = [](std::size_t size) { return static_cast<blasint>(size); };
    if constexpr (std::same_as<T, float>)
      cblas_sgemm(CblasRowMajor, form(ta), form(tb), number(c.rows), number(c.columns), number(inner), alpha, a.data,
                  leading(a), b.data, leading(b), beta, c.data, leading(c));
    else
      cblas_dgemm(CblasRowMajor, form(ta), form(tb), number(c.rows), number(c.columns), number(inner), alpha, a.data,
                  leading(a), b.data, leading(b), beta, c.data, leading(c));
  }

  /// Every row of `to` += row. Throws `shape_error` (`length`).
  void add_row(std::span<T const> row, matrix_view<T> to) const {
    require_length(row.size(), to.columns, "add_row: row");
    for (std::size_t r = 0; r < to.rows; ++r) accumulate(row.data(), to.row(r));
  }

  /// row += the sum of all rows of `from`, added in their order. Throws `shape_error` (`length`).
  void sum_rows(matrix_view<T const> from, std::span<T> row) const {
    require_length(row.size(), from.columns, "sum_rows: row");
    for (std::size_t r = 0; r < from.rows; ++r) accumulate(from.row(r).data(), row);
  }

 private:
  /// BLAS wants a positive distance between rows, even where there are none.
  template <class U>
  static blasint leading(matrix_view<U> view) {
    return static_cast<blasint>(view.stride == 0 ? 1 : view.stride);
  }

  static void accumulate(T const* from, std::span<T> to) {
    for (std::size_t c = 0; c < to.size(); ++c) to[c] += from[c];
  }
};

}  // namespace hmt
