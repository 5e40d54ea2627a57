// SPDX-License-Identifier: MIT
// Updates of parameters with the function objects of this library's optimizers, which hmt::kernels holds compiled.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"

namespace hmt::detail {

/// Whether the library holds `update` and `update_rows` with function object F and so many states. F says so itself.
template <class F, std::size_t States>
concept InKernels = requires {
  requires F::in_kernels;
  requires States <= 3;
};

/// An update of a run of parameters, or of rows of a table, as `Device` states them.
template <class F, std::floating_point T, std::size_t States>
struct dense_update {
  using function = void(F const& f, std::span<T> parameter, std::span<T const> gradient,
                        std::array<std::span<T>, States> const& states);
};
template <class F, std::floating_point T, std::size_t States>
struct row_update {
  using function = void(F const& f, std::span<index const> rows, std::span<T const> idle, matrix_view<T const> gradient,
                        matrix_view<T> table, std::array<matrix_view<T>, States> const& state_tables);
};

/// The function of an update on the target that runs. Defined in the library.
template <class Update>
[[nodiscard]] typename Update::function* kernels_update();

}  // namespace hmt::detail
