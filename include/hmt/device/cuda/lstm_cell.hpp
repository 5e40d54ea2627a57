// SPDX-License-Identifier: MIT
// One step of the LSTM on a GPU: gates and state of every unit, forward and backward.
#pragma once

#include <cmath>
#include <cstddef>

#include "hmt/core/host_device.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/cuda/layout.hpp"

namespace hmt::detail {

/// The views of the kernels of one direction. Rows of `gates`, `cells`, `cells_before` and the outputs are those of the
/// packed batch; the states have one row per sentence and keep their address from step to step, so that a recorded
/// product serves every step. All views are in the device's memory.
template <class T>
struct cuda_lstm_views {
  cuda_layout layout;
  scan_direction direction;
  row_index* done;                // [0]: number of completed steps
  matrix_view<T const> peephole;  // (3, hidden); empty for none
  matrix_view<T> gates;         // (rows, 4*hidden): input part, then i, f, g, o, then their gradients before activation
  matrix_view<T> cells;         // (rows, hidden)
  matrix_view<T> cells_before;  // (rows, hidden)
  matrix_view<T> state;         // (sentences, hidden): h of the last step; backward, its gradient
  matrix_view<T> cell;          // (sentences, hidden): c of the last step; backward, its gradient
  matrix_view<T> share;         // (sentences, 4*hidden): R h; backward, the gradients of the gates before activation

  [[nodiscard]] HMT_HOST_DEVICE std::size_t hidden() const { return cells.columns; }
  /// The time step of step `number` of the traversal.
  [[nodiscard]] HMT_HOST_DEVICE std::size_t time_of(std::size_t number) const {
    return direction == scan_direction::forward ? number : layout.steps() - 1 - number;
  }
};

template <class T>
[[nodiscard]] HMT_HOST_DEVICE T cuda_sigmoid(T x) {
  return T(1) / (T(1) + std::exp(-x));
}

/// Unit `unit` of sentence `s` at step `*done + ahead` of the traversal; nothing past the last step or the sentence's
/// end.
template <class T>
HMT_HOST_DEVICE void cuda_cell_forward(cuda_lstm_views<T> const& at, matrix_view<T> output, std::size_t ahead,
                                       std::size_t s, std::size_t unit) {
  auto const number = *at.done + ahead;
  if (number >= at.layout.steps()) return;
  auto const time = at.time_of(number);
  if (s >= at.layout.width(time)) return;
  auto const row = at.layout.offset(time) + s;
  auto const hidden = at.hidden();
  auto const before = at.cell(s, unit);
  T gate[4];
  for (std::size_t g = 0; g < 4; ++g) gate[g] = at.gates(row, g * hidden + unit) + at.share(s, g * hidden + unit);
  bool const peepholes = !at.peephole.empty();
  if (peepholes) {
    gate[0] += at.peephole(0, unit) * before;
    gate[1] += at.peephole(1, unit) * before;
  }
  auto const i = cuda_sigmoid(gate[0]), f = cuda_sigmoid(gate[1]), g = std::tanh(gate[2]);
  auto const c = f * before + i * g;
  if (peepholes) gate[3] += at.peephole(2, unit) * c;
  auto const o = cuda_sigmoid(gate[3]);
  auto const h = o * std::tanh(c);
  at.gates(row, unit) = i;
  at.gates(row, hidden + unit) = f;
  at.gates(row, 2 * hidden + unit) = g;
  at.gates(row, 3 * hidden + unit) = o;
  at.cells(row, unit) = c;
  at.cells_before(row, unit) = before;
  at.cell(s, unit) = c;
  at.state(s, unit) = h;
  output(row, unit) = h;
}

/// The same unit in the backward pass, the last step first. Leaves the gradients of the gates before activation in
/// `gates` and, for the following product, in `share`: zero for a sentence without a word at this step.
template <class T>
HMT_HOST_DEVICE void cuda_cell_backward(cuda_lstm_views<T> const& at, matrix_view<T const> output_gradient,
                                        std::size_t ahead, std::size_t s, std::size_t unit) {
  auto const behind = *at.done + ahead;
  if (behind >= at.layout.steps()) return;
  auto const time = at.time_of(at.layout.steps() - 1 - behind);
  auto const hidden = at.hidden();
  if (s >= at.layout.width(time)) {
    for (std::size_t g = 0; g < 4; ++g) at.share(s, g * hidden + unit) = 0;
    return;
  }
  auto const row = at.layout.offset(time) + s;
  auto const i = at.gates(row, unit), f = at.gates(row, hidden + unit), g = at.gates(row, 2 * hidden + unit),
             o = at.gates(row, 3 * hidden + unit);
  auto const before = at.cells_before(row, unit);
  auto const tanh_c = std::tanh(at.cells(row, unit));
  auto const dh = output_gradient(row, unit) + at.state(s, unit);
  bool const peepholes = !at.peephole.empty();
  T const d_o = dh * tanh_c * o * (T(1) - o);
  T dc = at.cell(s, unit) + dh * o * (T(1) - tanh_c * tanh_c);
  if (peepholes) dc += at.peephole(2, unit) * d_o;
  T const gradients[4]{dc * g * i * (T(1) - i), dc * before * f * (T(1) - f), dc * i * (T(1) - g * g), d_o};
  dc *= f;
  if (peepholes) dc += at.peephole(0, unit) * gradients[0] + at.peephole(1, unit) * gradients[1];
  at.cell(s, unit) = dc;
  for (std::size_t k = 0; k < 4; ++k) at.gates(row, k * hidden + unit) = at.share(s, k * hidden + unit) = gradients[k];
}

}  // namespace hmt::detail
