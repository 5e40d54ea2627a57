// SPDX-License-Identifier: MIT
// The LSTM without peepholes over a packed batch on a GPU: through a library's RNN, cuDNN's.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/cuda/memory.hpp"
#include "hmt/device/lstm.hpp"

namespace hmt {

/// What the backward pass needs from the forward pass, and copies in the library's layout: contiguous inputs, outputs
/// and weights of one or two directions.
template <std::floating_point T, class Operand, class Platform>
struct cuda_plain_tape {
  typename Platform::template rnn<T, Operand> rnn;
  cuda_buffer<T, Platform> inputs, outputs, weights;
  cuda_buffer<T, Platform> input_gradients, output_gradients, weight_gradients;
  /// Of all sentences, in one direction.
  struct states {
    cuda_buffer<T, Platform> output, cell;
  } initial, last, initial_gradient, last_gradient;
};

/// The LSTM without peepholes of `cuda`: one direction, or two with the same sizes, the forward one first.
template <std::floating_point T, class Operand, class Platform>
class cuda_plain_lstm {
 public:
  using tape = cuda_plain_tape<T, Operand, Platform>;

  /// Computes each run's output and final state. Requires: arguments are checked; runs without peepholes.
  template <class Run>
  void forward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs, std::span<Run const> runs,
               tape& saved) {
    auto const hidden = runs.front().weights.hidden();
    auto const width = runs.front().weights.input.columns;
    lengths_of(layout);
    saved.rnn.prepare(width, hidden, runs.size(), lengths_);
    auto const concatenated = sized(saved.inputs, layout.rows(), width);
    std::size_t column = 0;
    for (auto const& input : inputs) {
      memory_.copy(input, concatenated.column_block(column, input.columns));
      column += input.columns;
    }
    saved.weights.resize(saved.rnn.weight_count());
    for (std::size_t k = 0; k < runs.size(); ++k)
      for_each_block(runs[k].weights, k, saved.rnn, saved.weights.data(),
                     [this](auto const& ours, auto const& theirs) { memory_.copy(ours, theirs); });
    auto const outputs = sized(saved.outputs, layout.rows(), runs.size() * hidden);
    auto const initial = joined_states(
        layout, runs, [](auto const& run) { return run.initial; }, saved.initial);
    auto const last_of = [](auto const& run) { return run.last; };
    auto const last = room_for_states(layout, runs, last_of, saved.last);
    saved.rnn.forward(concatenated.data, outputs.data, saved.weights.data(), initial, last);
    for (std::size_t k = 0; k < runs.size(); ++k)
      memory_.copy(outputs.column_block(k * hidden, hidden), runs[k].output);
    for_each_state(layout, runs, last_of, last, [this](auto const& theirs, auto const& ours) {
      if (!ours.empty()) memory_.copy(theirs, ours);
    });
  }

  /// Adds to the gradients of weights and initial states, and to the requested input gradients. Requires: a preceding
  /// `forward` with this tape.
  template <class Run>
  void backward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs, std::span<Run const> runs,
                std::span<matrix_view<T> const> input_gradients, tape& saved) {
    auto const hidden = runs.front().weights.hidden();
    auto const width = runs.front().weights.input.columns;
    auto const gradients = sized(saved.output_gradients, layout.rows(), runs.size() * hidden);
    for (std::size_t k = 0; k < runs.size(); ++k)
      memory_.copy(runs[k].output_gradient, gradients.column_block(k * hidden, hidden));
    auto const concatenated = sized(saved.input_gradients, layout.rows(), width);
    auto const weights = sized(saved.weight_gradients, 1, saved.rnn.weight_count());
    memory_.fill(weights, 0);
    auto const initial = joined_states(
        layout, runs, [](auto const& run) { return run.initial; }, saved.initial);
    auto const last_gradient = joined_states(
        layout, runs, [](auto const& run) { return run.last_gradient; }, saved.last_gradient);
    auto const initial_gradient_of = [](auto const& run) { return run.initial_gradient; };
    auto const initial_gradient = room_for_states(layout, runs, initial_gradient_of, saved.initial_gradient);
    saved.rnn.backward(saved.inputs.data(), saved.outputs.data(), gradients.data, saved.weights.data(),
                       concatenated.data, weights.data, initial, last_gradient, initial_gradient);
    for_each_state(layout, runs, initial_gradient_of, initial_gradient, [this](auto const& theirs, auto const& ours) {
      if (!ours.empty()) memory_.add(theirs, ours);
    });
    for (std::size_t k = 0; k < runs.size(); ++k)
      for_each_block(runs[k].weight_gradients, k, saved.rnn, weights.data,
                     [this](auto const& ours, auto const& theirs) { memory_.add(theirs, ours); });
    std::size_t column = 0;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      if (!input_gradients[k].empty())
        memory_.add(concatenated.column_block(column, inputs[k].columns), input_gradients[k]);
      column += inputs[k].columns;
    }
  }

 private:
  static matrix_view<T> sized(cuda_buffer<T, Platform>& memory, std::size_t rows, std::size_t columns) {
    memory.resize(rows * columns);
    return {memory.data(), rows, columns};
  }

  /// The library's layout of the states of all runs, (runs * sentences, hidden); empty if no run has one.
  template <class Run, class StateOf>
  static lstm_state<T> room_for_states(packed_layout const& layout, std::span<Run const> runs, StateOf state_of,
                                       typename tape::states& memory) {
    if (std::ranges::all_of(runs, [&](Run const& run) { return state_of(run).empty(); })) return {};
    auto const rows = runs.size() * layout.sentences(), hidden = runs.front().weights.hidden();
    return {sized(memory.output, rows, hidden), sized(memory.cell, rows, hidden)};
  }

  /// use(the library's view, ours) for all matrices of all states.
  template <class Run, class StateOf, class Use>
  static void for_each_state(packed_layout const& layout, std::span<Run const> runs, StateOf state_of,
                             lstm_state<T> all, Use use) {
    if (all.empty()) return;
    for (std::size_t k = 0; k < runs.size(); ++k) {
      auto const own = state_of(runs[k]);
      use(all.output.row_block(k * layout.sentences(), layout.sentences()), own.output);
      use(all.cell.row_block(k * layout.sentences(), layout.sentences()), own.cell);
    }
  }

  /// The states of all runs, zeros if a run has none.
  template <class Run, class StateOf>
  lstm_state<T> joined_states(packed_layout const& layout, std::span<Run const> runs, StateOf state_of,
                              typename tape::states& memory) const {
    auto const all = room_for_states(layout, runs, state_of, memory);
    for_each_state(layout, runs, state_of, all, [this](auto const& theirs, auto const& ours) {
      if (ours.empty())
        memory_.fill(theirs, 0);
      else
        memory_.copy(ours, theirs);
    });
    return all;
  }

  /// The lengths of the sentences, longest first.
  void lengths_of(packed_layout const& layout) {
    lengths_.assign(layout.sentences(), 0);
    for (std::size_t step = 0; step < layout.steps(); ++step)
      for (std::size_t s = 0; s < layout.width(step); ++s) ++lengths_[s];
  }

  /// use(our view, the library's view) for all weights of one direction; gates that are contiguous in the library's
  /// memory, in our order, are copied at once.
  template <class Weights, class Rnn, class Use>
  static void for_each_block(Weights const& ours, std::size_t direction, Rnn const& rnn, T* theirs, Use use) {
    auto const hidden = ours.hidden();
    auto const matrices = [&](auto const& all, bool recurrent) {
      auto const at = [&](std::size_t gate) { return rnn.matrix(direction, gate, recurrent); };
      auto const size = hidden * all.columns;
      bool together = true;
      for (std::size_t gate = 1; gate < 4; ++gate) together = together && at(gate) == at(0) + gate * size;
      if (together) return use(all, matrix_view<T>(theirs + at(0), 4 * hidden, all.columns));
      for (std::size_t gate = 0; gate < 4; ++gate)
        use(all.row_block(gate * hidden, hidden), matrix_view<T>(theirs + at(gate), hidden, all.columns));
    };
    matrices(ours.input, false);
    matrices(ours.recurrent, true);
    using element = std::remove_pointer_t<decltype(ours.bias.data())>;
    for (std::size_t gate = 0; gate < 4; ++gate)
      use(matrix_view<element>(ours.bias.data() + gate * hidden, 1, hidden),
          matrix_view<T>(theirs + rnn.bias(direction, gate), 1, hidden));
  }

  [[no_unique_address]] cuda_memory<T, Platform> memory_;
  std::vector<int> lengths_;
};

}  // namespace hmt
