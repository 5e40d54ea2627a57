// SPDX-License-Identifier: MIT
// The LSTM over a packed batch on the processor: products with weights packed once a pass, and fused steps.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/cpu/blas.hpp"
#include "hmt/device/cpu/lstm_cell.hpp"
#include "hmt/device/cpu/packed_product.hpp"
#include "hmt/device/cpu/products.hpp"
#include "hmt/device/host_buffer.hpp"
#include "hmt/device/host_memory.hpp"
#include "hmt/device/host_rows.hpp"
#include "hmt/device/lstm.hpp"
#include "hmt/device/recurrence.hpp"

namespace hmt {

/// What a pass backward needs of the pass forward, and memory to work in. Grows with the largest batch and keeps its
/// memory.
template <std::floating_point T>
struct cpu_lstm_tape {
  host_buffer<T> gates;       ///< (rows, 4*hidden): i, f, g, o; in the pass backward their gradients before activation
  host_buffer<T> cells;       ///< (rows, hidden): c
  host_buffer<T> tanh_cells;  ///< (rows, hidden): tanh(c)
  host_buffer<T> outputs_before;  ///< (rows, hidden): h', zero where a sentence begins
  host_buffer<T> state_gradient;  ///< (sentences, hidden): of h', from the steps after
  host_buffer<T> cell_gradient;   ///< (sentences, hidden): of c', likewise
  host_buffer<T> zeros;           ///< (hidden): c' where a sentence begins
  detail::packed_matrix<T> recurrent;
  std::vector<detail::packed_matrix<T>> input;  ///< one an input
};

/// The LSTM of `cpu`. Has no state. With two threads or more, the runs of a call are shared by two of them. The result
/// for a sentence does not depend on the sentences beside it, nor on the number of threads; gradients of weights, which
/// are sums over all words, keep to the same bits for the same number of threads.
template <std::floating_point T>
class cpu_lstm {
 public:
  using lstm_tape = cpu_lstm_tape<T>;

  /// Computes each run's output. Requires: tapes are not null and differ. Throws `shape_error` (`shape`, `length`).
  /// Allocates where a tape grows.
  void lstm_forward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                    std::span<lstm_forward_run<T, lstm_tape> const> runs) const {
    for (auto const& run : runs) require_lstm_arguments(layout, inputs, run);
    share(runs, [&](auto const& run) { forward(layout, inputs, run); });
  }

  /// Adds to each run's weight gradients and to the input gradients wanted. Requires: `lstm_forward` went before, with
  /// the same arguments. Throws `shape_error` (`shape`, `length`). Allocates where a tape grows.
  void lstm_backward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                     std::span<lstm_backward_run<T, lstm_tape> const> runs,
                     std::span<matrix_view<T> const> input_gradients) const {
    for (auto const& run : runs) require_lstm_arguments(layout, inputs, run, input_gradients);
    share(runs, [&](auto const& run) {
      backward_through_time(layout, run);
      backward_of_weights(layout, inputs, run);
      pack_inputs(inputs, run, false);
    });
    // One after the other: all runs add to the same gradients.
    for (auto const& run : runs)
      for (std::size_t k = 0; k < inputs.size(); ++k)
        if (!input_gradients[k].empty())
          run.tape->input[k].multiply_add_shared(gates_of(layout, run), input_gradients[k]);
  }

 private:
  template <class Run, class Job>
  static void share(std::span<Run const> runs, Job const& job) {
    auto const all = [&job](std::span<Run const> part) {
      for (auto const& run : part) job(run);
    };
    if (runs.size() < 2) return all(runs);
    auto const half = runs.size() / 2;
    run_both([&] { all(runs.first(half)); }, [&] { all(runs.subspan(half)); });
  }

  static matrix_view<T> sized(host_buffer<T>& memory, std::size_t rows, std::size_t columns) {
    memory.resize(rows * columns);
    return {memory.data(), rows, columns};
  }

  template <class Run>
  static matrix_view<T> gates_of(packed_layout const& layout, Run const& run) {
    return sized(run.tape->gates, layout.rows(), 4 * run.weights.hidden());
  }

  /// Packs the part of the input weights W that belongs to each input: transposed, to multiply inputs; or as it is, to
  /// multiply the gradients of the gates.
  template <class Run>
  static void pack_inputs(std::span<matrix_view<T const> const> inputs, Run const& run, bool transposed) {
    if (run.tape->input.size() < inputs.size()) run.tape->input.resize(inputs.size());
    std::size_t column = 0;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      run.tape->input[k].pack(run.weights.input.column_block(column, inputs[k].columns), transposed);
      column += inputs[k].columns;
    }
  }

  void forward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
               lstm_forward_run<T, lstm_tape> const& run) const {
    auto& tape = *run.tape;
    auto const hidden = run.weights.hidden();
    auto const gates = gates_of(layout, run);
    auto const cells = sized(tape.cells, layout.rows(), hidden);
    auto const tanh_cells = sized(tape.tanh_cells, layout.rows(), hidden);
    auto const zeros = sized(tape.zeros, 1, hidden);

    host_memory<T>().fill(gates, T(0));
    pack_inputs(inputs, run, true);
    for (std::size_t k = 0; k < inputs.size(); ++k) tape.input[k].multiply_add_shared(inputs[k], gates);

    tape.recurrent.pack(run.weights.recurrent, true);
    auto const peephole = run.weights.peephole;
    auto const cell_step = peephole.empty() ? detail::step_forward<false, T> : detail::step_forward<true, T>;
    for (std::size_t number = 0; number < layout.steps(); ++number) {
      auto const step = step_of(layout, run.way, number);
      tape.recurrent.multiply_add(run.output.row_block(step.before, step.carried),
                                  gates.row_block(step.first, step.carried));
      for (std::size_t r = 0; r < step.width; ++r) {
        auto const row = step.first + r;
        cell_step(hidden, {.bias = run.weights.bias.data(),
                           .peephole = peephole.data,
                           .peephole_stride = peephole.stride,
                           .cell_before = r < step.carried ? &cells(step.before + r, 0) : zeros.data,
                           .gates = &gates(row, 0),
                           .cell = &cells(row, 0),
                           .tanh_cell = &tanh_cells(row, 0),
                           .output = &run.output(row, 0)});
      }
    }
  }

  /// Puts the gradients before activation in the place of the gates; adds the peepholes' gradients.
  void backward_through_time(packed_layout const& layout, lstm_backward_run<T, lstm_tape> const& run) const {
    auto& tape = *run.tape;
    auto const hidden = run.weights.hidden();
    auto const gates = gates_of(layout, run);
    auto const cells = sized(tape.cells, layout.rows(), hidden);
    auto const tanh_cells = sized(tape.tanh_cells, layout.rows(), hidden);
    auto const zeros = sized(tape.zeros, 1, hidden);
    auto const state_gradient = sized(tape.state_gradient, layout.sentences(), hidden);
    auto const cell_gradient = sized(tape.cell_gradient, layout.sentences(), hidden);
    host_memory<T>().fill(state_gradient, T(0));
    host_memory<T>().fill(cell_gradient, T(0));

    tape.recurrent.pack(run.weights.recurrent, false);
    auto const peephole = run.weights.peephole;
    auto const peephole_gradient = run.weight_gradients.peephole;
    auto const cell_step = peephole.empty() ? detail::step_backward<false, T> : detail::step_backward<true, T>;
    for (std::size_t number = layout.steps(); number-- > 0;) {
      auto const step = step_of(layout, run.way, number);
      for (std::size_t r = 0; r < step.width; ++r) {
        auto const row = step.first + r;
        cell_step(hidden, {.peephole = peephole.data,
                           .peephole_stride = peephole.stride,
                           .cell_before = r < step.carried ? &cells(step.before + r, 0) : zeros.data,
                           .cell = &cells(row, 0),
                           .tanh_cell = &tanh_cells(row, 0),
                           .output_gradient = &run.output_gradient(row, 0),
                           .state_gradient = &state_gradient(r, 0),
                           .cell_gradient = &cell_gradient(r, 0),
                           .gates = &gates(row, 0),
                           .peephole_gradient = peephole_gradient.data,
                           .peephole_gradient_stride = peephole_gradient.stride});
      }
      auto const to = state_gradient.row_block(0, step.carried);
      host_memory<T>().fill(to, T(0));
      tape.recurrent.multiply_add(gates.row_block(step.first, step.carried), to);
    }
  }

  /// Adds the gradients of input weights, recurrent weights and bias: sums over all words.
  void backward_of_weights(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                           lstm_backward_run<T, lstm_tape> const& run) const {
    auto const gates = gates_of(layout, run);
    auto const before = sized(run.tape->outputs_before, layout.rows(), run.weights.hidden());
    auto const add_product = [&](matrix_view<T const> factor, matrix_view<T> gradient) {
      detail::blas_multiply<T>(transpose::yes, transpose::no, T(1), gates, factor, T(1), gradient);
    };
    host_rows<T>().shift(layout, run.way, run.output, before);
    add_product(before, run.weight_gradients.recurrent);
    cpu_products<T>::sum_rows(gates, run.weight_gradients.bias);
    std::size_t column = 0;
    for (auto const& input : inputs) {
      add_product(input, run.weight_gradients.input.column_block(column, input.columns));
      column += input.columns;
    }
  }
};

}  // namespace hmt
