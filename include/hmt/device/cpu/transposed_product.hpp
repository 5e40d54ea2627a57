// SPDX-License-Identifier: MIT
// Gradients of weights: products that sum over all words of a batch.
#pragma once

#include <concepts>
#include <cstddef>

#include "hmt/core/tensor.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/device/cpu/blas.hpp"
#include "hmt/device/cpu/factor.hpp"
#include "hmt/device/cpu/packed_matrix.hpp"
#include "hmt/device/host_buffer.hpp"

namespace hmt::detail {

/// Adds products with a transposed left factor, through BLAS where factors are of type T. Keeps memory for the largest.
template <std::floating_point T, class Factor>
class transposed_product {
 public:
  /// c += alpha a^T (or, where asked for, a^T b^T) in `parts` jobs of as many rows of c; bits depend on their number.
  /// Requires: shapes that fit. Allocates where b is larger than any before.
  void add(std::size_t parts, T alpha, matrix_view<T const> a, matrix_view<T const> b, bool b_transposed,
           matrix_view<T> c) {
    if constexpr (std::same_as<Factor, T>) {
      run_jobs(parts, [&](std::size_t number) {
        auto const rows = part_of(c.rows, number, parts);
        blas_multiply(transpose::yes, b_transposed ? transpose::yes : transpose::no, alpha,
                      a.column_block(rows.first, rows.count), b, T(1), c.row_block(rows.first, rows.count));
      });
    } else {
      right_.pack(b, b_transposed, alpha);
      auto const depth = elements_of<T, Factor>(a.rows);
      left_.resize(c.rows * depth);
      run_jobs(parts, [&](std::size_t number) {
        auto const rows = part_of(c.rows, number, parts);
        auto const left =
            left_factor<Factor>(a.column_block(rows.first, rows.count), true, left_.data() + rows.first * depth);
        right_.multiply_add(left, c.row_block(rows.first, rows.count));
      });
    }
  }

 private:
  packed_matrix<T, Factor> right_;
  host_buffer<typename factor_of<T, Factor>::element> left_;
};

}  // namespace hmt::detail
