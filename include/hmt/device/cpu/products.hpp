// SPDX-License-Identifier: MIT
// Matrix products, and sums over rows.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/cpu/packed_matrix.hpp"
#include "hmt/device/cpu/transposed_product.hpp"
#include "hmt/device/frozen_weights.hpp"
#include "hmt/device/host_buffer.hpp"
#include "hmt/device/host_memory.hpp"

namespace hmt::inline HMT_TARGET_NAMESPACE {

/// The products of `cpu`. Keeps memory for the largest packed operand so far and, while weights are frozen, for each.
template <std::floating_point T, class Operand>
class cpu_products : public virtual frozen_weights {
 public:
  /// c = alpha op(a) op(b) + beta c, where op transposes on request; with beta 0, c is not read. c overlaps neither a
  /// nor b. A row of c has the same bits whatever the other rows and the number of threads. Throws `shape_error`
  /// (`shape`). Allocates only for a matrix that is larger than any before or, while weights are frozen, new.
  void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                matrix_view<T> c) {
    require_product_shapes(ta == transpose::yes, tb == transpose::yes, a, b, c);
    if (beta == T(0)) {
      host_memory<T>().fill(c, T(0));
    } else if (beta != T(1)) {
      for (std::size_t r = 0; r < c.rows; ++r)
        for (auto& number : c.row(r)) number *= beta;
    }
    if (ta == transpose::yes) return transposed_.add(alpha, a, b, tb == transpose::yes, c);
    packed(b, tb == transpose::yes, alpha).multiply_add_shared(a, false, c, lhs_);
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

  /// A packed rhs, and what it was packed from.
  struct packed_rhs {
    matrix_view<T const> from;
    bool transposed = false;
    T alpha = T(0);
    detail::packed_matrix<T, Operand> matrix;
  };

  detail::packed_matrix<T, Operand> const& packed(matrix_view<T const> b, bool transposed, T alpha) {
    if (weights_version() == 0) {
      passing_.pack(b, transposed, alpha);
      return passing_;
    }
    if (kept_of_.changes_to(weights_version())) kept_.clear();
    auto const known = std::ranges::find_if(kept_, [&](packed_rhs const& one) {
      return one.from == b && one.transposed == transposed && one.alpha == alpha;
    });
    if (known != kept_.end()) return known->matrix;
    auto& added = kept_.emplace_back(packed_rhs{b, transposed, alpha, {}});
    added.matrix.pack(b, transposed, alpha);
    return added.matrix;
  }

  detail::packed_matrix<T, Operand> passing_;
  host_buffer<typename detail::operand_traits<T, Operand>::element> lhs_;
  detail::transposed_product<T, Operand> transposed_;
  std::vector<packed_rhs> kept_;
  weight_cache_key kept_of_;
};

}  // namespace hmt::inline HMT_TARGET_NAMESPACE
