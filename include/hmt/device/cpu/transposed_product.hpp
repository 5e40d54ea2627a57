// SPDX-License-Identifier: MIT
// Gradients of weights: products that sum over all words of a batch.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>

#include "hmt/core/tensor.hpp"
#include "hmt/device/cpu/operand.hpp"
#include "hmt/device/cpu/packed_matrix.hpp"
#include "hmt/device/host_buffer.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// Adds products with a transposed lhs. Keeps memory for a block of words.
template <std::floating_point T, class Operand>
class transposed_product {
 public:
  /// c += alpha a^T b (or, on request, alpha a^T b^T), bitwise the same on any number of threads. Requires: matching
  /// shapes. Allocates only if c or a block of words is larger than any before.
  void add(T alpha, matrix_view<T const> a, matrix_view<T const> b, bool b_transposed, matrix_view<T> c) {
    add_groups(1, alpha, a, b, b_transposed, c);
  }

  /// c += a^T b, where the columns of a are gates, `gate_stride` apart, and c has no rows for the gaps.
  void add_gates(matrix_view<T const> a, matrix_view<T const> b, matrix_view<T> c) {
    add_groups(4, T(1), a, b, false, c);
  }

 private:
  static constexpr std::size_t block_words = 1024;  ///< even; both operands of this many words stay in the L3 cache

  void add_groups(std::size_t groups, T alpha, matrix_view<T const> a, matrix_view<T const> b, bool b_transposed,
                  matrix_view<T> c) {
    auto const height = c.rows / groups;
    auto const apart = a.columns / groups;
    for (std::size_t first = 0; first < a.rows; first += block_words) {
      auto const words = std::min(block_words, a.rows - first);
      rhs_.pack(b_transposed ? b.column_block(first, words) : b.row_block(first, words), b_transposed, alpha);
      for (std::size_t group = 0; group < groups; ++group)
        rhs_.multiply_add_shared(a.row_block(first, words).column_block(group * apart, height), true,
                                 c.row_block(group * height, height), lhs_);
    }
  }

  packed_matrix<T, Operand> rhs_;
  host_buffer<typename operand_traits<T, Operand>::element> lhs_;
};

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
