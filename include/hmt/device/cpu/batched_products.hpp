// SPDX-License-Identifier: MIT
// Many small matrix products at once.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/parallel.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cpu/lhs.hpp"
#include "hmt/device/cpu/packed_matrix.hpp"
#include "hmt/device/cpu/target.hpp"
#include "hmt/device/host_buffer.hpp"
#include "hmt/device/product.hpp"

namespace hmt::inline HMT_TARGET_NAMESPACE {

/// The batched products of `cpu`. Keeps memory for the largest operands that each thread has packed so far.
template <std::floating_point T, class Operand>
class cpu_batched_products {
 public:
  /// c = alpha op(a) op(b) + beta c for each product; with beta 0, c is not read. Threads share the rows of all
  /// products; a row of c has the same bits whatever the other rows and the number of threads. Throws `shape_error`
  /// (`shape`) before the first product. Allocates only for larger operands or more threads than ever before.
  void multiply_batch(transpose ta, transpose tb, T alpha, T beta, std::span<matrix_product<T> const> products) {
    require_product_shapes(ta == transpose::yes, tb == transpose::yes, products);
    std::size_t work = 0, widest = 0;
    for (auto const& each : products) {
      work += each.c.rows * row_work(each, ta);
      widest = std::max(widest, each.c.columns);
    }
    zeros_.resize(widest);
    auto const parts = std::clamp<std::size_t>(work / worth_sharing, 1, threads());
    workers_.resize(std::max(workers_.size(), parts));
    parallel_for(parts, [&](std::size_t number) {
      auto const own = nth_range(work, number, parts);
      std::size_t before = 0;  // work of the preceding products
      for (auto const& each : products) {
        if (each.c.empty()) continue;
        auto const of_row = row_work(each, ta);
        // Rows whose work begins within this part.
        auto const border = [&](std::size_t at) {
          return std::min(each.c.rows, (at - std::min(at, before) + of_row - 1) / of_row);
        };
        auto const first = border(own.first);
        auto const end = border(own.first + own.count);
        if (first < end) multiply_rows(each, {first, end - first}, ta, tb, alpha, beta, workers_[number]);
        before += each.c.rows * of_row;
      }
    });
  }

 private:
  /// This many multiplications take tens of times as long as waking a thread.
  static constexpr std::size_t worth_sharing = 1 << 19;

  struct worker {
    detail::packed_matrix<T, Operand> right;
    host_buffer<typename detail::operand_traits<T, Operand>::element> left;
  };

  /// Cost of a row of c in multiplications, including its store.
  static std::size_t row_work(matrix_product<T> const& product, transpose ta) {
    return product.c.columns * (1 + (ta == transpose::yes ? product.a.rows : product.a.columns));
  }

  void multiply_rows(matrix_product<T> const& product, index_range rows, transpose ta, transpose tb, T alpha, T beta,
                     worker& with) const {
    using operand = detail::operand_traits<T, Operand>;
    auto const c = product.c.row_block(rows.first, rows.count);
    if (beta != T(0) && beta != T(1))
      for (std::size_t r = 0; r < c.rows; ++r)
        for (auto& number : c.row(r)) number *= beta;
    matrix_view<T const> const zero(zeros_.data(), c.rows, c.columns, 0);
    auto const a = ta == transpose::yes ? product.a.column_block(rows.first, rows.count)
                                        : product.a.row_block(rows.first, rows.count);
    auto const depth = ta == transpose::yes ? a.rows : a.columns;
    if constexpr (operand::values_per_element > 1) with.left.resize(c.rows * detail::elements_of<T, Operand>(depth));
    with.right.pack(product.b, tb == transpose::yes, alpha);
    with.right.multiply_from(beta == T(0) ? zero : matrix_view<T const>(c),
                             detail::make_lhs<Operand>(a, ta == transpose::yes, with.left.data()), c);
  }

  host_buffer<T> zeros_;
  std::vector<worker> workers_;
};

}  // namespace hmt::inline HMT_TARGET_NAMESPACE
