// SPDX-License-Identifier: MIT
// Movement of rows, for the devices that compute on the host.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/recurrence.hpp"

namespace hmt {

/// The base of host devices with the row part of `Device`. Has no state and never allocates.
template <std::floating_point T>
class host_rows {
 public:
  /// out[r] = table[rows[r]]. Throws `shape_error` (`shape`; `number-range` for a row past the table's end).
  void gather(matrix_view<T const> table, std::span<row_index const> rows, matrix_view<T> out) const {
    require_shape(out, rows.size(), table.columns, "gather");
    require_below(rows, table.rows, "gather: rows of the table");
    for (std::size_t r = 0; r < rows.size(); ++r) std::ranges::copy(table.row(rows[r]), out.row(r).begin());
  }

  /// table[rows[r]] += from[r], in the order of r. Throws `shape_error` (`shape`; `number-range`).
  void scatter_add(matrix_view<T const> from, std::span<row_index const> rows, matrix_view<T> table) const {
    require_shape(from, rows.size(), table.columns, "scatter_add");
    require_below(rows, table.rows, "scatter_add: rows of the table");
    for (std::size_t r = 0; r < rows.size(); ++r) {
      auto const to = table.row(rows[r]);
      std::ranges::transform(from.row(r), to, to.begin(), std::plus());
    }
  }

  /// out at a word = in at the previous word along the scan, zero if there is none. The views do not overlap. Throws
  /// `shape_error` (`shape`).
  void shift(packed_layout const& layout, scan_direction direction, matrix_view<T const> in, matrix_view<T> out) const {
    require_shape(in, layout.rows(), in.columns, "shift: input");
    require_shape(out, layout.rows(), in.columns, "shift: output");
    for (std::size_t number = 0; number < layout.steps(); ++number) {
      auto const step = step_of(layout, direction, number);
      for (std::size_t r = 0; r < step.carried; ++r)
        std::ranges::copy(in.row(step.before + r), out.row(step.first + r).begin());
      for (std::size_t r = step.carried; r < step.width; ++r) std::ranges::fill(out.row(step.first + r), T(0));
    }
  }
};

}  // namespace hmt
