// SPDX-License-Identifier: MIT
// The LSTM over a packed batch on a GPU: without peepholes through a library's RNN, with them as recorded graphs of
// products and cells, several steps at a time.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hmt/core/host_device.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/cuda/layout.hpp"
#include "hmt/device/cuda/lstm_cell.hpp"
#include "hmt/device/cuda/lstm_states.hpp"
#include "hmt/device/cuda/memory.hpp"
#include "hmt/device/cuda/plain_lstm.hpp"
#include "hmt/device/cuda/products.hpp"
#include "hmt/device/cuda/rows.hpp"
#include "hmt/device/cuda/team.hpp"
#include "hmt/device/lstm.hpp"

namespace hmt {

/// What the backward pass needs from the forward pass, and what steps pass on. Grows with the largest batch and keeps
/// its memory.
template <std::floating_point T, class Operand, class Platform>
struct cuda_lstm_tape {
  template <class U>
  using buffer = cuda_buffer<U, Platform>;
  buffer<T> gates, cells, cells_before, outputs_before;  // see `cuda_lstm_views`; outputs_before: (rows, hidden), h'
  buffer<T> state, cell, share;
  buffer<T> last_gradient;  // (rows, hidden): of the output, including that of the final state
  buffer<row_index> done;
  cuda_plain_tape<T, Operand, Platform> plain;  // without peepholes; for all runs in the first one's tape
};

/// The LSTM of `cuda`. Runs without peepholes use `cuda_plain_lstm`. With peepholes, which cuDNN lacks, a graph holds
/// `steps_a_graph` steps of both directions, with two nodes per step (product and cells), and is launched until all
/// steps are done, tracked by a counter in the device's memory. So a graph depends on addresses and on the number of
/// sentences (rounded up), not on their lengths. Single steps have separate graphs.
template <std::floating_point T, class Operand, class Platform>
class cuda_lstm : public cuda_rows<T, Platform>, public cuda_products<T, Operand, Platform> {
 public:
  using lstm_tape = cuda_lstm_tape<T, Operand, Platform>;
  static constexpr std::size_t steps_a_graph = 16;

  /// Computes each run's output and final state. Requires: tapes are not null and distinct. Throws `shape_error`
  /// (`shape`, `length`).
  void lstm_forward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                    std::span<lstm_forward_run<T, lstm_tape> const> runs) {
    for (auto const& run : runs) require_lstm_arguments(layout, inputs, run);
    if (layout.rows() == 0) return;
    if (is_plain(runs)) return plain_.forward(layout, inputs, runs, runs.front().tape->plain);
    for (auto const& run : runs) {
      auto const at = views(layout, run, layout.rows());
      detail::begin_walk<Platform, T>(at, run.initial.output, run.initial.cell);
      auto const gates = at.gates;
      auto const* const bias = run.weights.bias.data();
      Platform::for_each(gates.rows * gates.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
        gates(k / gates.columns, k % gates.columns) = bias[k % gates.columns];
      });
      std::size_t column = 0;
      for (auto const& input : inputs) {
        this->multiply(transpose::no, transpose::yes, T(1), input,
                       run.weights.input.column_block(column, input.columns), T(1), gates);
        column += input.columns;
      }
    }
    replay(layout, runs, 0, [&](auto const& run, std::size_t steps) {
      auto const at = views(layout, run, layout.rows());
      for (std::size_t ahead = 0; ahead < steps; ++ahead) {
        this->multiply(transpose::no, transpose::yes, T(1), at.state, run.weights.recurrent, T(0), at.share);
        cells_forward(at, run.output, ahead);
      }
      go_on(at, steps);
    });
    for (auto const& run : runs) {
      if (run.last.empty()) continue;
      auto const at = views(layout, run, layout.rows());
      memory_.copy(at.state.row_block(0, layout.sentences()), run.last.output);
      memory_.copy(at.cell.row_block(0, layout.sentences()), run.last.cell);
    }
  }

  /// Adds to each run's gradients of weights and initial state, and to the requested input gradients. Requires: a
  /// preceding `lstm_forward` with the same arguments. Throws `shape_error` (`shape`, `length`).
  void lstm_backward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                     std::span<lstm_backward_run<T, lstm_tape> const> runs,
                     std::span<matrix_view<T> const> input_gradients) {
    for (auto const& run : runs) require_lstm_arguments(layout, inputs, run, input_gradients);
    if (layout.rows() == 0) return;
    if (is_plain(runs)) return plain_.backward(layout, inputs, runs, input_gradients, runs.front().tape->plain);
    for (auto const& run : runs) {
      // Sentences of different lengths start the backward pass at different steps, so the gradient of each final state
      // is added to that of the last word's output.
      auto const at = views(layout, run, layout.rows());
      detail::begin_walk<Platform, T>(at, {}, run.last_gradient.cell);
      if (run.last_gradient.empty()) continue;
      auto const all = sized(run.tape->last_gradient, layout.rows(), at.hidden());
      memory_.copy(run.output_gradient, all);
      detail::add_at_ends<Platform, T>(at.layout, run.direction, run.last_gradient.output, all);
    }
    replay(layout, runs, 1, [&](auto const& run, std::size_t steps) {
      auto const at = views(layout, run, layout.rows());
      for (std::size_t ahead = 0; ahead < steps; ++ahead) {
        cells_backward(at, gradient_of_output(run), ahead);
        this->multiply(transpose::no, transpose::no, T(1), at.share, run.weights.recurrent, T(0), at.state);
      }
      go_on(at, steps);
    });
    for (auto const& run : runs) backward_of_initial_state(layout, run);
    for (auto const& run : runs) backward_of_products(layout, inputs, run, input_gradients);
  }

  // Implementation; public only because nvcc requires it of functions that launch extended lambdas.

  static void cells_forward(detail::cuda_lstm_views<T> const& at, matrix_view<T> output, std::size_t ahead) {
    Platform::for_each(at.state.rows * at.state.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
      detail::cuda_cell_forward(at, output, ahead, k / at.state.columns, k % at.state.columns);
    });
  }
  static void cells_backward(detail::cuda_lstm_views<T> const& at, matrix_view<T const> output_gradient,
                             std::size_t ahead) {
    Platform::for_each(at.state.rows * at.state.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
      detail::cuda_cell_backward(at, output_gradient, ahead, k / at.state.columns, k % at.state.columns);
    });
  }
  static void go_on(detail::cuda_lstm_views<T> const& at, std::size_t steps) {
    Platform::for_each(1, [=] HMT_HOST_DEVICE(std::size_t) { *at.done += static_cast<row_index>(steps); });
  }
  /// Adds the gradients of the peepholes, sums over all words.
  static void add_peephole_gradients(detail::cuda_lstm_views<T> const& at, matrix_view<T> gradient) {
    auto const hidden = at.hidden();
    Platform::for_each_team(3 * hidden, [=] HMT_HOST_DEVICE(std::size_t k, cuda_team team) {
      auto const which = k / hidden, unit = k % hidden;
      auto const gate = which == 2 ? 3 * hidden + unit : k;
      auto const& seen = which == 2 ? at.cells : at.cells_before;
      T sum = 0;
      for (auto row = team.lane(); row < at.gates.rows; row += cuda_team::lanes)
        sum += at.gates(row, gate) * seen(row, unit);
      sum = team.sum(sum);
      if (team.lane() == 0) gradient(which, unit) += sum;
    });
  }

 private:
  /// Sentences of a batch are rounded up to a multiple of this, so that few graphs serve all batches.
  static constexpr std::size_t sentence_unit = 8;

  static matrix_view<T> sized(cuda_buffer<T, Platform>& memory, std::size_t rows, std::size_t columns) {
    memory.resize(rows * columns);
    return {memory.data(), rows, columns};
  }

  /// Whether a library's RNN can compute these runs: no peepholes; one direction forward, or both, of one size.
  template <class Run>
  static bool is_plain(std::span<Run const> runs) {
    auto const fits = [&](std::size_t k) {
      auto const& weights = runs[k].weights;
      return weights.peephole.empty() && weights.hidden() == runs[0].weights.hidden() &&
             runs[k].direction == (k == 0 ? scan_direction::forward : scan_direction::backward);
    };
    return (runs.size() == 1 && fits(0)) || (runs.size() == 2 && fits(0) && fits(1));
  }

  /// The views of a run's kernels; allocates their memory.
  template <class Run>
  detail::cuda_lstm_views<T> views(packed_layout const& layout, Run const& run, std::size_t rows) {
    auto const hidden = run.weights.hidden();
    auto const sentences = (layout.sentences() + sentence_unit - 1) / sentence_unit * sentence_unit;
    auto& tape = *run.tape;
    tape.done.resize(1);
    return {this->layouts_.of(layout),
            run.direction,
            tape.done.data(),
            run.weights.peephole,
            sized(tape.gates, rows, 4 * hidden),
            sized(tape.cells, rows, hidden),
            sized(tape.cells_before, rows, hidden),
            sized(tape.state, sentences, hidden),
            sized(tape.cell, sentences, hidden),
            sized(tape.share, sentences, 4 * hidden)};
  }

  /// The views of a backward pass, with the gradients of final states.
  static matrix_view<T const> gradient_of_output(lstm_backward_run<T, lstm_tape> const& run) {
    if (run.last_gradient.empty()) return run.output_gradient;
    return {run.tape->last_gradient.data(), run.output_gradient.rows, run.output_gradient.columns};
  }

  /// Runs `record` for each run, concurrently, as many times as needed at `steps_a_graph` steps each.
  template <class Run, class Record>
  void replay(packed_layout const& layout, std::span<Run const> runs, std::uintptr_t pass, Record const& record) {
    auto const steps = layout.steps() == 1 ? 1 : steps_a_graph;
    typename Platform::graphs::key key{pass, steps, reinterpret_cast<std::uintptr_t>(this->layouts_.of(layout).data())};
    std::size_t used = 3;
    auto const add = [&](auto number) { key.at(used++) = (std::uintptr_t)number; };
    for (auto const& run : runs) {
      auto const at = views(layout, run, layout.rows());
      add(at.state.rows), add(at.state.columns), add(run.direction), add(run.output.data), add(run.output.stride);
      add(at.gates.data), add(at.cells.data), add(at.cells_before.data), add(at.state.data), add(at.cell.data);
      add(at.share.data), add(at.done), add(run.weights.recurrent.data), add(run.weights.peephole.data);
      if constexpr (requires { run.output_gradient; })
        add(gradient_of_output(run).data), add(gradient_of_output(run).stride);
    }
    auto const record_all = [&] {
      if (runs.size() == 2)
        Platform::parallel_invoke([&] { record(runs[0], steps); }, [&] { record(runs[1], steps); });
      else
        for (auto const& run : runs) record(run, steps);
    };
    for (std::size_t done = 0; done < layout.steps(); done += steps) graphs_.replay(key, record_all);
  }

  /// Adds to the gradient of the initial state, after the traversal.
  void backward_of_initial_state(packed_layout const& layout, lstm_backward_run<T, lstm_tape> const& run) {
    if (run.initial_gradient.empty()) return;
    auto const at = views(layout, run, layout.rows());
    auto const gates = at.share.row_block(0, layout.sentences());
    detail::read_beginnings<Platform, T>(at.layout, run.direction, at.gates, gates);
    this->multiply(transpose::no, transpose::no, T(1), gates, run.weights.recurrent, T(1), run.initial_gradient.output);
    memory_.add(at.cell.row_block(0, layout.sentences()), run.initial_gradient.cell);
  }

  void backward_of_products(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                            lstm_backward_run<T, lstm_tape> const& run,
                            std::span<matrix_view<T> const> input_gradients) {
    auto const at = views(layout, run, layout.rows());
    if (!run.weights.peephole.empty()) add_peephole_gradients(at, run.weight_gradients.peephole);
    auto const before = sized(run.tape->outputs_before, layout.rows(), at.hidden());
    this->shift(layout, run.direction, run.output, before);
    if (!run.initial.empty())
      detail::write_beginnings<Platform, T>(at.layout, run.direction, run.initial.output, before);
    this->multiply(transpose::yes, transpose::no, T(1), at.gates, before, T(1), run.weight_gradients.recurrent);
    this->sum_rows(at.gates, run.weight_gradients.bias);
    std::size_t column = 0;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      auto const width = inputs[k].columns;
      this->multiply(transpose::yes, transpose::no, T(1), at.gates, inputs[k], T(1),
                     run.weight_gradients.input.column_block(column, width));
      if (!input_gradients[k].empty())
        this->multiply(transpose::no, transpose::no, T(1), at.gates, run.weights.input.column_block(column, width),
                       T(1), input_gradients[k]);
      column += width;
    }
  }

  [[no_unique_address]] cuda_memory<T, Platform> memory_;
  typename Platform::graphs graphs_;
  cuda_plain_lstm<T, Operand, Platform> plain_;
};

}  // namespace hmt
