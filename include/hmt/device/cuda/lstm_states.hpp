// SPDX-License-Identifier: MIT
// Initial and final states of an LSTM on a GPU.
#pragma once

#include <cstddef>

#include "hmt/core/host_device.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/cuda/layout.hpp"
#include "hmt/device/cuda/lstm_cell.hpp"
#include "hmt/device/lstm.hpp"

namespace hmt::detail {

/// Before the first step: the given states, or zeros, and no completed steps.
template <class Platform, class T>
void begin_walk(cuda_lstm_views<T> const& at, matrix_view<T const> output, matrix_view<T const> cell) {
  Platform::for_each(at.state.rows * at.state.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
    auto const s = k / at.state.columns, unit = k % at.state.columns;
    at.state(s, unit) = s < output.rows ? output(s, unit) : T(0);
    at.cell(s, unit) = s < cell.rows ? cell(s, unit) : T(0);
    if (k == 0) *at.done = 0;
  });
}

/// to = from, one row per sentence, at the first words along the scan.
template <class Platform, class T>
void write_beginnings(cuda_layout layout, scan_direction direction, matrix_view<T const> from, matrix_view<T> to) {
  Platform::for_each(from.rows * from.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
    auto const s = k / from.columns, c = k % from.columns;
    to(layout.first_row(direction, s), c) = from(s, c);
  });
}

/// The inverse: one row for each of to's sentences from its first word along the scan.
template <class Platform, class T>
void read_beginnings(cuda_layout layout, scan_direction direction, matrix_view<T const> from, matrix_view<T> to) {
  Platform::for_each(to.rows * to.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
    auto const s = k / to.columns, c = k % to.columns;
    to(s, c) = from(layout.first_row(direction, s), c);
  });
}

/// to += from, one row per sentence, at the last words along the scan.
template <class Platform, class T>
void add_at_ends(cuda_layout layout, scan_direction direction, matrix_view<T const> from, matrix_view<T> to) {
  Platform::for_each(from.rows * from.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
    auto const s = k / from.columns, c = k % from.columns;
    to(layout.last_row(direction, s), c) += from(s, c);
  });
}

}  // namespace hmt::detail
