// SPDX-License-Identifier: MIT
// Parameter updates with the function objects of this library's optimizers, precompiled in hmt::kernels.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"

namespace hmt::detail {

/// Whether the library contains `update` and `update_rows` with a function object. The object declares it by a constant
/// `in_kernels`; composed objects inherit it from their parts.
template <class F>
concept InKernels = F::in_kernels;

/// An update of a run of parameters, or of rows of a table, as specified by `Device`.
template <class F, std::floating_point T, std::size_t States>
struct dense_update {
  using function = void(F const& f, std::span<T> parameter, std::span<T const> gradient,
                        std::array<std::span<T>, States> const& states);
};
template <class F, std::floating_point T, std::size_t States>
struct row_update {
  using function = void(F const& f, std::span<row_index const> rows, std::span<T const> zero_gradient,
                        matrix_view<T const> gradient, matrix_view<T> table,
                        std::array<matrix_view<T>, States> const& state_tables);
};

/// The function of an update on the selected target. Defined in the library.
template <class Update>
[[nodiscard]] typename Update::function* kernels_update();

}  // namespace hmt::detail
