// SPDX-License-Identifier: MIT
// Matrix products and sums over rows, stated plainly in xtensor.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"
#include "hmt/core/xtensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/product.hpp"

namespace hmt {

/// The products of `reference`. Has no state.
template <std::floating_point T>
class reference_products {
 public:
  /// c = alpha op(a) op(b) + beta c, where op transposes on request; with beta 0, c is not read. c overlaps neither a
  /// nor b. Throws `shape_error` (`shape`).
  void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                matrix_view<T> c) const {
    auto const lhs = ta == transpose::yes ? as_transposed_xtensor(a) : as_xtensor(a);
    auto const rhs = tb == transpose::yes ? as_transposed_xtensor(b) : as_xtensor(b);
    require_product_shapes(ta == transpose::yes, tb == transpose::yes, a, b, c);
    auto result = as_xtensor(c);
    for (std::size_t r = 0; r < c.rows; ++r)
      for (std::size_t column = 0; column < c.columns; ++column) {
        T sum = 0;
        for (std::size_t k = 0; k < lhs.shape(1); ++k) sum += lhs(r, k) * rhs(k, column);
        result(r, column) = alpha * sum + (beta == T(0) ? T(0) : beta * result(r, column));
      }
  }

  /// The same for each of the products. Throws `shape_error` (`shape`) before the first product.
  void multiply_batch(transpose ta, transpose tb, T alpha, T beta, std::span<matrix_product<T> const> products) const {
    require_product_shapes(ta == transpose::yes, tb == transpose::yes, products);
    for (auto const& each : products) multiply(ta, tb, alpha, each.a, each.b, beta, each.c);
  }

  /// Every row of `to` += row. Throws `shape_error` (`length`).
  void add_row(std::span<T const> row, matrix_view<T> to) const {
    require_length(row.size(), to.columns, "add_row: row");
    xt::noalias(as_xtensor(to)) += as_xtensor(row);
  }

  /// row += the sum of all rows of `from`. Throws `shape_error` (`length`).
  void sum_rows(matrix_view<T const> from, std::span<T> row) const {
    require_length(row.size(), from.columns, "sum_rows: row");
    xt::noalias(as_xtensor(row)) += xt::sum(as_xtensor(from), {0});
  }
};

}  // namespace hmt
