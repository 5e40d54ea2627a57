// SPDX-License-Identifier: MIT
// Gradients of weights: products that sum over all words of a batch.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>

#include "hmt/core/tensor.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/device/cpu/factor.hpp"
#include "hmt/device/cpu/packed_matrix.hpp"
#include "hmt/device/host_buffer.hpp"

namespace hmt::detail {

/// Adds products with a transposed left factor. Keeps memory for a block of words.
template <std::floating_point T, class Factor>
class transposed_product {
 public:
  /// c += alpha a^T (or, where asked for, a^T b^T) in `parts` jobs of as many rows of c, to the same bits for any
  /// number of them. Requires: shapes that fit. Allocates where c or a block of words is larger than any before.
  void add(std::size_t parts, T alpha, matrix_view<T const> a, matrix_view<T const> b, bool b_transposed,
           matrix_view<T> c) {
    for (std::size_t first = 0; first < a.rows; first += block_words) {
      auto const words = std::min(block_words, a.rows - first);
      right_.pack(b_transposed ? b.column_block(first, words) : b.row_block(first, words), b_transposed, alpha);
      auto const depth = elements_of<T, Factor>(words);
      if constexpr (factor_of<T, Factor>::depth > 1) left_.resize(c.rows * depth);
      run_jobs(parts, [&](std::size_t number) {
        auto const rows = part_of(c.rows, number, parts);
        auto const left = left_factor<Factor>(a.row_block(first, words).column_block(rows.first, rows.count), true,
                                              left_.data() + rows.first * depth);
        right_.multiply_add(left, c.row_block(rows.first, rows.count));
      });
    }
  }

 private:
  static constexpr std::size_t block_words = 1024;  ///< even; both factors of so many stay in the third-level cache

  packed_matrix<T, Factor> right_;
  host_buffer<typename factor_of<T, Factor>::element> left_;
};

}  // namespace hmt::detail
