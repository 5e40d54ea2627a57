// SPDX-License-Identifier: MIT
// The LSTM over a packed batch, stated plainly in xtensor: eq. 1 of the paper and its derivatives.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"
#include "hmt/core/xtensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/host_buffer.hpp"
#include "hmt/device/host_memory.hpp"
#include "hmt/device/host_rows.hpp"
#include "hmt/device/lstm.hpp"
#include "hmt/device/recurrence.hpp"
#include "hmt/device/reference/products.hpp"

namespace hmt {

/// What the backward pass needs from the forward pass. Grows with the largest batch and keeps its memory.
template <std::floating_point T>
struct reference_lstm_tape {
  host_buffer<T> gates;  ///< (rows, 4*hidden): i, f, g, o; in the backward pass their gradients before activation
  host_buffer<T> cells;  ///< (rows, hidden): c
  host_buffer<T> cells_before;    ///< (rows, hidden): c'
  host_buffer<T> outputs_before;  ///< (rows, hidden): h'
  host_buffer<T> state_gradient;  ///< (sentences, hidden): of h', from later steps
  host_buffer<T> cell_gradient;   ///< (sentences, hidden): of c', from later steps
};

/// The LSTM of `reference`. Has no state.
template <std::floating_point T>
class reference_lstm {
 public:
  using lstm_tape = reference_lstm_tape<T>;

  /// Computes each run's output and final state. Requires: tapes are not null and distinct. Throws `shape_error`
  /// (`shape`, `length`).
  void lstm_forward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                    std::span<lstm_forward_run<T, lstm_tape> const> runs) const {
    for (auto const& run : runs) {
      require_lstm_arguments(layout, inputs, run);
      forward(layout, inputs, run);
    }
  }

  /// Adds to each run's gradients of weights and initial state, and to the requested input gradients. Requires: a
  /// preceding `lstm_forward` with the same arguments. Throws `shape_error` (`shape`, `length`).
  void lstm_backward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                     std::span<lstm_backward_run<T, lstm_tape> const> runs,
                     std::span<matrix_view<T> const> input_gradients) const {
    for (auto const& run : runs) {
      require_lstm_arguments(layout, inputs, run, input_gradients);
      backward_through_time(layout, run);
      backward_of_products(layout, inputs, run, input_gradients);
    }
  }

 private:
  /// A matrix in a buffer that grows as needed.
  static matrix_view<T> sized(host_buffer<T>& memory, std::size_t rows, std::size_t columns) {
    memory.resize(rows * columns);
    return {memory.data(), rows, columns};
  }

  void forward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
               lstm_forward_run<T, lstm_tape> const& run) const {
    auto const hidden = run.weights.hidden();
    auto const all_gates = sized(run.tape->gates, layout.rows(), 4 * hidden);
    auto const all_cells = sized(run.tape->cells, layout.rows(), hidden);
    auto const all_cells_before = sized(run.tape->cells_before, layout.rows(), hidden);
    auto const sigmoid = [](auto const& x) { return T(1) / (T(1) + xt::exp(-x)); };

    host_memory<T>().fill(all_gates, T(0));
    products_.add_row(run.weights.bias, all_gates);
    std::size_t column = 0;
    for (auto const& input : inputs) {
      auto const weights = run.weights.input.column_block(column, input.columns);
      products_.multiply(transpose::no, transpose::yes, T(1), input, weights, T(1), all_gates);
      column += input.columns;
    }

    for (std::size_t number = 0; number < layout.steps(); ++number) {
      auto const step = step_of(layout, run.direction, number);
      auto const gates = all_gates.row_block(step.first, step.width);
      auto const state = matrix_view<T const>(run.output).row_block(step.before, step.carried);
      products_.multiply(transpose::no, transpose::yes, T(1), state, run.weights.recurrent, T(1),
                         gates.row_block(0, step.carried));

      auto const cells_before = all_cells_before.row_block(step.first, step.width);
      host_memory<T>().fill(cells_before, T(0));
      host_memory<T>().copy(all_cells.row_block(step.before, step.carried), cells_before.row_block(0, step.carried));
      if (!run.initial.empty()) {
        auto const begun = step.width - step.carried;
        products_.multiply(transpose::no, transpose::yes, T(1), run.initial.output.row_block(step.carried, begun),
                           run.weights.recurrent, T(1), gates.row_block(step.carried, begun));
        host_memory<T>().copy(run.initial.cell.row_block(step.carried, begun),
                              cells_before.row_block(step.carried, begun));
      }

      auto i = as_xtensor(gates.column_block(0, hidden));
      auto f = as_xtensor(gates.column_block(hidden, hidden));
      auto g = as_xtensor(gates.column_block(2 * hidden, hidden));
      auto o = as_xtensor(gates.column_block(3 * hidden, hidden));
      auto const before = as_xtensor(cells_before);
      auto c = as_xtensor(all_cells.row_block(step.first, step.width));
      auto h = as_xtensor(run.output.row_block(step.first, step.width));
      auto const peephole = run.weights.peephole;
      if (!peephole.empty()) {
        xt::noalias(i) += as_xtensor(peephole.row(0)) * before;
        xt::noalias(f) += as_xtensor(peephole.row(1)) * before;
      }
      xt::noalias(i) = sigmoid(i);
      xt::noalias(f) = sigmoid(f);
      xt::noalias(g) = xt::tanh(g);
      xt::noalias(c) = f * before + i * g;
      if (!peephole.empty()) xt::noalias(o) += as_xtensor(peephole.row(2)) * c;
      xt::noalias(o) = sigmoid(o);
      xt::noalias(h) = o * xt::tanh(c);
    }
    if (run.last.empty()) return;
    for_each_end(layout, run.direction, [&](sentence_rows const& at) {
      host_memory<T>().copy(run.output.row_block(at.row, at.count), run.last.output.row_block(at.sentence, at.count));
      host_memory<T>().copy(all_cells.row_block(at.row, at.count), run.last.cell.row_block(at.sentence, at.count));
    });
  }

  /// Replaces the gates by the gradients before activation; adds the peepholes' gradients.
  void backward_through_time(packed_layout const& layout, lstm_backward_run<T, lstm_tape> const& run) const {
    auto const hidden = run.weights.hidden();
    auto const all_gates = sized(run.tape->gates, layout.rows(), 4 * hidden);
    auto const all_cells = sized(run.tape->cells, layout.rows(), hidden);
    auto const all_cells_before = sized(run.tape->cells_before, layout.rows(), hidden);
    auto const state_gradient = sized(run.tape->state_gradient, layout.sentences(), hidden);
    auto const cell_gradient = sized(run.tape->cell_gradient, layout.sentences(), hidden);
    host_memory<T>().fill(state_gradient, T(0));
    host_memory<T>().fill(cell_gradient, T(0));
    if (!run.last_gradient.empty()) {
      host_memory<T>().copy(run.last_gradient.output, state_gradient);
      host_memory<T>().copy(run.last_gradient.cell, cell_gradient);
    }

    for (std::size_t number = layout.steps(); number-- > 0;) {
      auto const step = step_of(layout, run.direction, number);
      auto const gates = all_gates.row_block(step.first, step.width);
      auto i = as_xtensor(gates.column_block(0, hidden));
      auto f = as_xtensor(gates.column_block(hidden, hidden));
      auto g = as_xtensor(gates.column_block(2 * hidden, hidden));
      auto o = as_xtensor(gates.column_block(3 * hidden, hidden));
      auto const c = as_xtensor(all_cells.row_block(step.first, step.width));
      auto const before = as_xtensor(all_cells_before.row_block(step.first, step.width));
      auto const dh_of_steps_after = as_xtensor(state_gradient.row_block(0, step.width));
      auto dc = as_xtensor(cell_gradient.row_block(0, step.width));

      xt::xtensor<T, 2> const dh =
          as_xtensor(run.output_gradient.row_block(step.first, step.width)) + dh_of_steps_after;
      xt::xtensor<T, 2> const tanh_c = xt::tanh(c);
      xt::xtensor<T, 2> const d_o = dh * tanh_c * o * (T(1) - o);
      auto const peephole = run.weights.peephole;
      xt::noalias(dc) += dh * o * (T(1) - tanh_c * tanh_c);
      if (!peephole.empty()) xt::noalias(dc) += as_xtensor(peephole.row(2)) * d_o;
      xt::xtensor<T, 2> const d_i = dc * g * i * (T(1) - i);
      xt::xtensor<T, 2> const d_f = dc * before * f * (T(1) - f);
      xt::xtensor<T, 2> const d_g = dc * i * (T(1) - g * g);

      xt::noalias(dc) *= f;
      if (!peephole.empty()) {
        xt::noalias(dc) += as_xtensor(peephole.row(0)) * d_i + as_xtensor(peephole.row(1)) * d_f;
        auto const gradient = run.weight_gradients.peephole;
        xt::noalias(as_xtensor(gradient.row(0))) += xt::sum(d_i * before, {0});
        xt::noalias(as_xtensor(gradient.row(1))) += xt::sum(d_f * before, {0});
        xt::noalias(as_xtensor(gradient.row(2))) += xt::sum(d_o * c, {0});
      }
      xt::noalias(i) = d_i;
      xt::noalias(f) = d_f;
      xt::noalias(g) = d_g;
      xt::noalias(o) = d_o;
      products_.multiply(transpose::no, transpose::no, T(1), gates, run.weights.recurrent, T(0),
                         state_gradient.row_block(0, step.width));
    }
    if (run.initial_gradient.empty()) return;
    host_memory<T>().add(state_gradient, run.initial_gradient.output);
    host_memory<T>().add(cell_gradient, run.initial_gradient.cell);
  }

  void backward_of_products(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                            lstm_backward_run<T, lstm_tape> const& run,
                            std::span<matrix_view<T> const> input_gradients) const {
    auto const hidden = run.weights.hidden();
    auto const gates = sized(run.tape->gates, layout.rows(), 4 * hidden);
    auto const before = sized(run.tape->outputs_before, layout.rows(), hidden);
    host_rows<T>().shift(layout, run.direction, run.output, before);
    if (!run.initial.empty())
      for_each_beginning(layout, run.direction, [&](sentence_rows const& at) {
        host_memory<T>().copy(run.initial.output.row_block(at.sentence, at.count), before.row_block(at.row, at.count));
      });
    products_.multiply(transpose::yes, transpose::no, T(1), gates, before, T(1), run.weight_gradients.recurrent);
    products_.sum_rows(gates, run.weight_gradients.bias);
    std::size_t column = 0;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      auto const width = inputs[k].columns;
      products_.multiply(transpose::yes, transpose::no, T(1), gates, inputs[k], T(1),
                         run.weight_gradients.input.column_block(column, width));
      if (!input_gradients[k].empty())
        products_.multiply(transpose::no, transpose::no, T(1), gates, run.weights.input.column_block(column, width),
                           T(1), input_gradients[k]);
      column += width;
    }
  }

  [[no_unique_address]] reference_products<T> products_;
};

}  // namespace hmt
