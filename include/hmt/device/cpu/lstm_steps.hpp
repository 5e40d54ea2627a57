// SPDX-License-Identifier: MIT
// The recurrence of one direction over a slice of a batch's sentences: product and gates of a step in one pass.
#pragma once

#include <algorithm>
#include <cstddef>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/parallel.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/cpu/lstm_cell.hpp"
#include "hmt/device/cpu/packed_matrix.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/recurrence.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// What both passes through time read and write, one row per word except `initial_cells`.
template <class T>
struct lstm_rows {
  matrix_view<T> gates;                ///< (rows, 4*gate_stride)
  matrix_view<T> cells;                ///< (rows, hidden)
  matrix_view<T> tanh_cells;           ///< (rows, hidden)
  matrix_view<T const> initial_cells;  ///< (sentences, hidden): before a sentence begins

  [[nodiscard]] std::size_t hidden() const { return cells.columns; }
  [[nodiscard]] std::size_t gate_stride() const { return gates.columns / 4; }
  /// The cells of the previous word, along the scan, of row r of a step.
  [[nodiscard]] T const* before(recurrence_step const& step, std::size_t r) const {
    return r < step.carried ? &cells(step.before + r, 0) : &initial_cells(r, 0);
  }
};

/// Calls body(panels, units) for groups of panels of packed recurrent weights, each register covering `hidden` columns.
/// A group's sums stay in the L2 cache until the step's arithmetic has processed them, yet are long enough for whole
/// cache lines. Every other step runs in reverse order, to begin with the weights that the previous step left in the
/// cache.
template <class T, class Operand, class Body>
void for_each_group(packed_matrix<T, Operand> const& recurrent, bool from_the_end, std::size_t units_a_panel,
                    std::size_t hidden, Body const& body) {
  constexpr std::size_t most_panels = 16;
  auto const groups = (recurrent.panels() + most_panels - 1) / most_panels;
  for (std::size_t k = 0; k < groups; ++k) {
    auto const first = (from_the_end ? groups - 1 - k : k) * most_panels;
    auto const count = std::min(most_panels, recurrent.panels() - first);
    auto const unit = first * units_a_panel;
    body(index_range{first, count}, index_range{unit, std::min(count * units_a_panel, hidden - unit)});
  }
}

/// The rows of a slice among the first `count` of a step.
[[nodiscard]] inline index_range rows_below(index_range slice, std::size_t count) {
  auto const first = std::min(slice.first, count);
  return {first, std::min(slice.count, count - first)};
}

/// Runs the equations of `lstm_weights` through time for sentences `slice`. In: `at.gates` = W x + b; out: all of
/// `at`, and `output` (rows, hidden). `recurrent`: R transposed, packed in the order of gates;
/// `memory`: for the states of a step as a `make_lhs`.
template <bool Peephole, class T, class Operand>
void steps_forward(packed_layout const& layout, scan_direction direction, index_range slice,
                   packed_matrix<T, Operand> const& recurrent, matrix_view<T const> peephole, lstm_rows<T> const& at,
                   matrix_view<T> output, typename operand_traits<T, Operand>::element* memory) {
  for (std::size_t number = 0; number < layout.steps(); ++number) {
    auto const step = step_of(layout, direction, number);
    auto const rows = rows_below(slice, step.width);
    auto const carried = rows_below(slice, step.carried);
    auto const state = make_lhs<Operand>(
        matrix_view<T const>(output.row_block(step.before + carried.first, carried.count)), false, memory);
    auto const gates = at.gates.row_block(step.first + carried.first, carried.count);
    bool const from_the_end = number % 2 == 1;
    for_each_group(recurrent, from_the_end, simd<T>::size, at.hidden(), [&](index_range panels, index_range units) {
      recurrent.multiply_panels(panels, from_the_end, gates, state, gates);
      for (auto r = rows.first; r < rows.first + rows.count; ++r) {
        auto const row = step.first + r;
        cells_forward<Peephole, T>(units, {.gate_stride = at.gate_stride(),
                                           .peephole = peephole,
                                           .cell_before = at.before(step, r),
                                           .gates = &at.gates(row, 0),
                                           .cell = &at.cells(row, 0),
                                           .tanh_cell = &at.tanh_cells(row, 0),
                                           .output = &output(row, 0)});
      }
    });
  }
}

/// What the backward pass reads and adds to, besides `lstm_rows`.
template <class T>
struct lstm_gradients {
  matrix_view<T const> output;  ///< (rows, hidden): from above
  matrix_view<T> states;        ///< (sentences, hidden): workspace
  matrix_view<T> cells;         ///< (sentences, hidden): zero before
  matrix_view<T> peephole;      ///< (3, hidden), added to; empty without peepholes
  matrix_view<T> bias;          ///< (4, hidden), added to
};

/// The derivatives of `steps_forward`: in `at.gates` the gradients before activation replace the gates. `recurrent`: R,
/// packed; `memory`: for the gates of a step as a `make_lhs`.
template <bool Peephole, class T, class Operand>
void steps_backward(packed_layout const& layout, scan_direction direction, index_range slice,
                    packed_matrix<T, Operand> const& recurrent, matrix_view<T const> peephole, lstm_rows<T> const& at,
                    lstm_gradients<T> const& gradients, typename operand_traits<T, Operand>::element* memory) {
  recurrence_step after;  // its rows continue this step's state
  for (std::size_t number = layout.steps(); number-- > 0;) {
    auto const step = step_of(layout, direction, number);
    auto const rows = rows_below(slice, step.width);
    auto const carried = rows_below(slice, after.carried);
    auto const from_above = gradients.output.row_block(step.first + carried.first, carried.count);
    auto const gates_after = make_lhs<Operand>(
        matrix_view<T const>(at.gates.row_block(after.first + carried.first, carried.count)), false, memory);
    auto const states = gradients.states.row_block(carried.first, carried.count);
    bool const from_the_end = number % 2 == 1;
    constexpr auto units_a_panel = packed_matrix<T, Operand>::panel_width;
    for_each_group(recurrent, from_the_end, units_a_panel, at.hidden(), [&](index_range panels, index_range units) {
      recurrent.multiply_panels(panels, from_the_end, from_above, gates_after, states);
      for (auto r = rows.first; r < rows.first + rows.count; ++r) {
        auto const row = step.first + r;
        cells_backward<Peephole, T>(
            units, {.gate_stride = at.gate_stride(),
                    .peephole = peephole,
                    .cell_before = at.before(step, r),
                    .cell = &at.cells(row, 0),
                    .tanh_cell = &at.tanh_cells(row, 0),
                    .state_gradient = r < after.carried ? &gradients.states(r, 0) : &gradients.output(row, 0),
                    .cell_gradient = &gradients.cells(r, 0),
                    .gates = &at.gates(row, 0),
                    .peephole_gradient = gradients.peephole,
                    .bias_gradient = gradients.bias});
      }
    });
    after = step;
  }
}

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
