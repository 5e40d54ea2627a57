// SPDX-License-Identifier: MIT
// The gradients of a model's parameters, as a value between a model and its optimizer.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"

namespace hmt {

/// The gradient of a table with few non-zero rows.
template <class D>
struct sparse_gradient {
  std::vector<row_index> rows;  ///< of the table, distinct; on the host
  device_matrix<D> values;      ///< (rows, columns of the table): row k is the gradient of row `rows[k]`

  /// Zeros for these rows of a table of this width, to be added to.
  matrix_view<typename D::value_type> reset(D& device, std::span<row_index const> of_rows, std::size_t columns) {
    rows.assign(of_rows.begin(), of_rows.end());
    auto const zeros = values.resize(rows.size(), columns);
    device.fill(zeros, typename D::value_type{});
    return zeros;
  }
};

/// Gradients of an objective summed over words: filled by a model's `compute_gradients` and consumed by an optimizer's
/// step. Any stage in between (an exchange with other processes, a sum over batches) may change all of it, including
/// the rows. Reuses its memory: allocates only for a batch larger than any before.
template <class D>
struct parameter_gradients {
  using value_type = typename D::value_type;

  typename D::template buffer<value_type> dense;  ///< of the dense tensors, at the offsets of their slots
  std::vector<sparse_gradient<D>> sparse;         ///< [number of the table]
  std::size_t words = 0;                          ///< over which the objective was summed

  /// Zeros for the tensors of this list, and no rows.
  void reset(D& device, parameter_list const& list) {
    dense.resize(list.dense_size());
    device.fill(matrix_view<value_type>(dense.data(), 1, dense.size()), value_type{});
    sparse.resize(list.sparse_tables());
    for (auto& each : sparse) {
      each.rows.clear();
      each.values.resize(0, 0);
    }
    words = 0;
  }

  /// Zeros for these rows of a table (distinct), after `reset`; to be added to.
  matrix_view<value_type> reset_rows(D& device, sparse_slot const& table, std::span<row_index const> rows) {
    return sparse[table.number].reset(device, rows, table.columns);
  }

  /// The gradient of a tensor that has one; for a table that of its `rows`.
  [[nodiscard]] matrix_view<value_type> of(parameter const& tensor) {
    return tensor.sparse_number ? sparse[*tensor.sparse_number].values.view() : tensor.slot.matrix(dense.view());
  }
  /// The row of a tensor to which the k-th row of its gradient belongs.
  [[nodiscard]] std::size_t row_of(parameter const& tensor, std::size_t k) const {
    return tensor.sparse_number ? sparse[*tensor.sparse_number].rows[k] : k;
  }
};

}  // namespace hmt
