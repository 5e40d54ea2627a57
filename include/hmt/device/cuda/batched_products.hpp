// SPDX-License-Identifier: MIT
// Many matrix products at once on a GPU.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cuda/memory.hpp"
#include "hmt/device/product.hpp"

namespace hmt {

/// Products of the same sizes within a batch, consecutive in its list of addresses.
struct cuda_product_group {
  std::size_t rows, columns, depth;  ///< of c, and the length of the sums
  std::size_t a_stride, b_stride, c_stride;
  std::size_t count = 0;  ///< of products

  [[nodiscard]] bool takes(cuda_product_group const& other) const {
    return rows == other.rows && columns == other.columns && depth == other.depth && a_stride == other.a_stride &&
           b_stride == other.b_stride && c_stride == other.c_stride;
  }
};

/// The batched products of `cuda`: one call of cuBLAS for all sizes.
template <std::floating_point T, class Operand, class Platform>
class cuda_batched_products {
 public:
  /// c = alpha op(a) op(b) + beta c for each product; with beta 0, c is not read. Throws `shape_error` (`shape`) before
  /// the first product. Allocates only for more products than ever before.
  void multiply_batch(transpose ta, transpose tb, T alpha, T beta, std::span<matrix_product<T> const> products) {
    require_product_shapes(ta == transpose::yes, tb == transpose::yes, products);
    groups_.clear();
    addresses_.resize(3 * products.size());
    std::size_t count = 0;
    for (auto const& [a, b, c] : products) {
      if (c.empty()) continue;
      cuda_product_group const own{c.rows,   c.columns, ta == transpose::yes ? a.rows : a.columns,
                                   a.stride, b.stride,  c.stride};
      if (groups_.empty() || !groups_.back().takes(own)) groups_.push_back(own);
      ++groups_.back().count;
      addresses_[count] = const_cast<T*>(a.data);
      addresses_[products.size() + count] = const_cast<T*>(b.data);
      addresses_[2 * products.size() + count] = c.data;
      ++count;
    }
    if (count == 0) return;
    if (on_device_.size() < addresses_.size()) on_device_.resize(addresses_.size());
    Platform::to_device(addresses_.data(), on_device_.data(), addresses_.size() * sizeof(void*));
    auto* const first = on_device_.data();
    Platform::template multiply_groups<T, Operand>(ta, tb, alpha, first, first + products.size(), beta,
                                                   first + 2 * products.size(), groups_);
  }

 private:
  std::vector<cuda_product_group> groups_;
  std::vector<void*> addresses_;  // of all a, of all b, of all c
  cuda_buffer<void*, Platform> on_device_;
};

}  // namespace hmt
