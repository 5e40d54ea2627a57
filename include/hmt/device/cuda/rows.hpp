// SPDX-License-Identifier: MIT
// Movement of rows on a GPU.
#pragma once

#include <concepts>
#include <cstddef>
#include <limits>
#include <span>

#include "hmt/core/host_device.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cuda/layout.hpp"
#include "hmt/device/cuda/team.hpp"

namespace hmt {

/// The row part of `cuda`. Row numbers are on the device, where code cannot throw: a number past the table's end gives
/// NaN, which the checks of losses and files detect.
template <std::floating_point T, class Platform>
class cuda_rows {
 public:
  /// out[r] = table[rows[r]]. Throws `shape_error` (`shape`).
  void gather(matrix_view<T const> table, std::span<row_index const> rows, matrix_view<T> out) const {
    require_shape(out, rows.size(), table.columns, "gather");
    auto const* const numbers = rows.data();
    Platform::for_each(out.rows * out.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
      auto const r = k / out.columns, c = k % out.columns;
      out(r, c) = numbers[r] < table.rows ? table(numbers[r], c) : std::numeric_limits<T>::quiet_NaN();
    });
  }

  /// table[rows[r]] += from[r], in the order of r. Every row of the table collects its own terms, without atomic
  /// additions, so that sums are reproducible. Throws `shape_error` (`shape`).
  void scatter_add(matrix_view<T const> from, std::span<row_index const> rows, matrix_view<T> table) const {
    require_shape(from, rows.size(), table.columns, "scatter_add");
    auto const* const numbers = rows.data();
    Platform::for_each_team(table.rows, [=] HMT_HOST_DEVICE(std::size_t row, cuda_team team) {
      for (std::size_t r = 0; r < from.rows; ++r)
        if (numbers[r] == row)
          for (auto c = team.lane(); c < table.columns; c += cuda_team::lanes) table(row, c) += from(r, c);
    });
  }

  /// out at a word = in at the previous word along the scan, zero if there is none. The views do not overlap. Throws
  /// `shape_error` (`shape`).
  void shift(packed_layout const& layout, scan_direction direction, matrix_view<T const> in, matrix_view<T> out) {
    require_shape(in, layout.rows(), in.columns, "shift: input");
    require_shape(out, layout.rows(), in.columns, "shift: output");
    auto const on_device = layouts_.of(layout);
    auto const columns = in.columns;
    Platform::for_each(layout.steps() * layout.sentences() * columns, [=] HMT_HOST_DEVICE(std::size_t k) {
      auto const c = k % columns, s = k / columns % on_device.sentences(), time = k / columns / on_device.sentences();
      if (s >= on_device.width(time)) return;
      auto const row = on_device.offset(time) + s;
      if (direction == scan_direction::forward)
        out(row, c) = time > 0 ? in(on_device.offset(time - 1) + s, c) : T(0);
      else
        out(row, c) = s < on_device.width(time + 1) ? in(on_device.offset(time + 1) + s, c) : T(0);
    });
  }

 protected:
  cuda_layouts<Platform> layouts_;
};

}  // namespace hmt
