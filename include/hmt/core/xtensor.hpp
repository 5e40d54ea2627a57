// SPDX-License-Identifier: MIT
// Views as xtensor expressions: the only file that includes xtensor.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>

#include "hmt/core/tensor.hpp"

namespace hmt {

namespace detail {

/// A strided matrix as an xtensor adaptor. xtensor broadcasts along an extent of one only if its stride is 0, and
/// requires the number of elements as the length of the memory, even with gaps.
template <class T>
[[nodiscard]] auto adapt_strided(T* data, std::array<std::size_t, 2> extents, std::array<std::size_t, 2> strides) {
  std::array<std::ptrdiff_t, 2> steps{};
  for (std::size_t axis = 0; axis < 2; ++axis)
    if (extents[axis] > 1) steps[axis] = static_cast<std::ptrdiff_t>(strides[axis]);
  return xt::adapt(static_cast<T*>(data), extents[0] * extents[1], xt::no_ownership(), extents, steps);
}

}  // namespace detail

/// The matrix as an xtensor expression of two dimensions that reads and writes the same memory. Never allocates. Assign
/// to it only through `xt::noalias` (plain assignment would replace it by a temporary, which non-owned memory forbids),
/// and not with `fill`, which ignores gaps between rows.
template <class T>
[[nodiscard]] auto as_xtensor(matrix_view<T> view) {
  return detail::adapt_strided(view.data, {view.rows, view.columns}, {view.stride, 1});
}

/// The transposed matrix as an xtensor expression of two dimensions over the same memory. Never allocates.
template <class T>
[[nodiscard]] auto as_transposed_xtensor(matrix_view<T> view) {
  return detail::adapt_strided(view.data, {view.columns, view.rows}, {1, view.stride});
}

/// The vector as an xtensor expression of one dimension that reads and writes the same memory. Never allocates.
template <class T>
[[nodiscard]] auto as_xtensor(std::span<T> values) {
  return xt::adapt(static_cast<T*>(values.data()), values.size(), xt::no_ownership(),
                   std::array<std::size_t, 1>{values.size()});
}

}  // namespace hmt
