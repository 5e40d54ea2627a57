// SPDX-License-Identifier: MIT
// What every layer's pass takes.
#pragma once

#include <span>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/parameter_gradients.hpp"
#include "hmt/device/parameters.hpp"

namespace hmt {

/// The device, the buffers of parameters and of dense gradients (`parameter_slot` finds a tensor in both), the row
/// layout of the batch, and the row-sparse gradients of tables. Gradients are empty in extraction. A view: cheap to
/// copy, never allocates.
template <class D>
struct pass_context {
  D& device;
  std::span<typename D::value_type const> parameters;
  std::span<typename D::value_type> gradients;
  packed_layout layout;
  std::span<sparse_gradient<D>> sparse_gradients{};  ///< [number of the table]

  /// The same pass on another device object, for parallel work.
  [[nodiscard]] pass_context on(D& other) const { return {other, parameters, gradients, layout, sparse_gradients}; }
  /// The same pass over other rows, for example those of characters within words.
  [[nodiscard]] pass_context with(packed_layout rows) const {
    return {device, parameters, gradients, rows, sparse_gradients};
  }
  /// Zeros as the gradients of these rows of a table (distinct), to be added to. Allocates only for more rows than ever
  /// before.
  [[nodiscard]] matrix_view<typename D::value_type> reset_rows(sparse_slot const& table,
                                                               std::span<row_index const> rows) const {
    return sparse_gradients[table.number].reset(device, rows, table.columns);
  }
};

}  // namespace hmt
