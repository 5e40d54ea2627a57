// SPDX-License-Identifier: MIT
// The arguments of a device's matrix products.
#pragma once

#include "hmt/core/tensor.hpp"

namespace hmt {

/// Whether an operand of a product is transposed.
enum class transpose { no, yes };

/// One product of a batch: c from op(a) op(b). The views may be blocks of any matrices, so products of a batch may
/// differ in every size, as those over sentences do.
template <class T>
struct matrix_product {
  matrix_view<T const> a;
  matrix_view<T const> b;
  matrix_view<T> c;  ///< overlaps no other view of the batch
};

}  // namespace hmt
