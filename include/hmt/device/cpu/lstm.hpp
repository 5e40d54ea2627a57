// SPDX-License-Identifier: MIT
// The LSTM over a packed batch on the processor: its products, its recurrence, and their division among threads.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hmt/core/parallel.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cpu/lhs.hpp"
#include "hmt/device/cpu/lstm_steps.hpp"
#include "hmt/device/cpu/operand.hpp"
#include "hmt/device/cpu/packed_matrix.hpp"
#include "hmt/device/cpu/padded_rows.hpp"
#include "hmt/device/cpu/transposed_product.hpp"
#include "hmt/device/frozen_weights.hpp"
#include "hmt/device/host_buffer.hpp"
#include "hmt/device/host_memory.hpp"
#include "hmt/device/host_rows.hpp"
#include "hmt/device/lstm.hpp"
#include "hmt/device/recurrence.hpp"

namespace hmt::inline HMT_TARGET_NAMESPACE {

/// What the backward pass needs from the forward pass, and workspace, in `padded_rows`. Grows with the largest batch
/// and keeps its memory.
template <std::floating_point T, class Operand>
struct cpu_lstm_tape {
  /// The weights of one direction, packed to multiply states and inputs, or gradients of the gates.
  struct packed_weights {
    detail::packed_matrix<T, Operand> recurrent;
    std::vector<detail::packed_matrix<T, Operand>> input;  ///< one per input
    host_buffer<T> bias;                                   ///< (4*gate_stride)
    weight_cache_key seen;
  };

  /// (rows, 4*gate_stride): i, f, g, o; after the backward pass their gradients before activation.
  host_buffer<T> gates;
  host_buffer<T> cells;           ///< (rows, hidden): c
  host_buffer<T> tanh_cells;      ///< (rows, hidden): tanh(c)
  host_buffer<T> state_before;    ///< (rows, hidden): h'
  host_buffer<T> state_gradient;  ///< (sentences, hidden): of h', from above and from later steps
  host_buffer<T> cell_gradient;   ///< (sentences, hidden): of c', from later steps
  host_buffer<T> last_gradient;   ///< (rows, hidden): of the output, including that of the final state
  host_buffer<T> zeros;           ///< (hidden): c' at the begin of a sentence, without an initial state
  host_buffer<T> vectors;         ///< (slices * 7, hidden): gradients of peepholes and bias
  host_buffer<typename detail::operand_traits<T, Operand>::element>
      lhs;  ///< (rows, left_width): operands, if rewritten
  std::size_t lhs_width = 0;
  detail::transposed_product<T, Operand> over_words;
  packed_weights forward;
  packed_weights backward;
};

/// The LSTM of `cpu`; derives from the base that holds the promise about weights. With several threads, the runs of a
/// call are computed in parallel, and each run's sentences in slices with about equal numbers of words if there are
/// fewer runs than threads or, forward, enough sentences. The result for a sentence depends neither on other sentences
/// nor on the number of threads; gradients of bias and peepholes, summed by slices, have the same bits for the same
/// number of threads.
template <std::floating_point T, class Operand>
class cpu_lstm : public virtual frozen_weights {
 public:
  using lstm_tape = cpu_lstm_tape<T, Operand>;

  /// Computes each run's output and final state. Requires: tapes are not null and distinct. Throws `shape_error`
  /// (`shape`, `length`). Allocates if a tape grows.
  void lstm_forward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                    std::span<lstm_forward_run<T, lstm_tape> const> runs) const {
    for (auto const& run : runs) require_lstm_arguments(layout, inputs, run);
    auto slices = slices_a_run(runs.size());
    // Twice as many if there are enough sentences, for load balancing between threads.
    if (threads() > 1 && layout.sentences() >= 2 * slices * slice_sentences) slices *= 2;
    parallel_for(runs.size(), [&](std::size_t number) { forward(layout, inputs, runs[number], slices); });
  }

  /// Adds to each run's gradients of weights and initial state, and to the requested input gradients. Requires: a
  /// preceding `lstm_forward` with the same arguments. Throws `shape_error` (`shape`, `length`). Allocates if a tape
  /// grows.
  void lstm_backward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                     std::span<lstm_backward_run<T, lstm_tape> const> runs,
                     std::span<matrix_view<T> const> input_gradients) const {
    for (auto const& run : runs) require_lstm_arguments(layout, inputs, run, input_gradients);
    auto const slices = slices_a_run(runs.size());
    parallel_for(runs.size(), [&](std::size_t number) {
      backward_through_time(layout, inputs, runs[number], slices);
      backward_of_weights(layout, inputs, runs[number]);
    });
    // All runs add to the same gradients, so they take turns, for each part of the words. Not through `rows_of`, which
    // resizes the tape's memory and is not thread-safe.
    parallel_for(threads(), [&](std::size_t number) {
      auto const words = nth_range(layout.rows(), number, threads());
      for (auto const& run : runs) {
        auto const gates = lhs(
            *run.tape, detail::padded_rows<T const>(run.tape->gates.data(), layout.rows(), gate_columns(run)), words);
        for (std::size_t k = 0; k < inputs.size(); ++k)
          if (!input_gradients[k].empty())
            run.tape->backward.input[k].multiply_add(gates, input_gradients[k].row_block(words.first, words.count));
      }
    });
  }

 private:
  static constexpr std::size_t slice_sentences = 8;  ///< with fewer, a step costs more per sentence
  static std::size_t slices_a_run(std::size_t runs) { return (threads() + runs - 1) / std::max<std::size_t>(1, runs); }

  template <class Run>
  static std::size_t gate_columns(Run const& run) {
    return 4 * detail::gate_stride<T>(run.weights.hidden());
  }

  template <class Run>
  static detail::lstm_rows<T> rows_of(packed_layout const& layout, Run const& run) {
    auto const hidden = run.weights.hidden();
    return {detail::padded_rows(run.tape->gates, layout.rows(), gate_columns(run)),
            detail::padded_rows(run.tape->cells, layout.rows(), hidden),
            detail::padded_rows(run.tape->tanh_cells, layout.rows(), hidden),
            run.initial.empty() ? matrix_view<T const>(detail::padded_rows(run.tape->zeros, 1, hidden).data,
                                                       layout.sentences(), hidden, 0)
                                : run.initial.cell};
  }

  /// Packs the weights, unless they are frozen and already packed: transposed, to multiply inputs and states; or as
  /// they are, to multiply gradients of gates.
  void pack(std::span<matrix_view<T const> const> inputs, lstm_weights<T const> const& weights,
            typename lstm_tape::packed_weights& packed, bool transposed) const {
    using gates = typename detail::packed_matrix<T, Operand>::gates;
    if (!packed.seen.changes_to(weights_version())) return;
    auto const hidden = weights.hidden();
    auto const stride = detail::gate_stride<T>(hidden);
    auto const grouped = transposed ? gates::columns : gates::depth;
    packed.recurrent.pack(weights.recurrent, transposed, T(1), grouped);
    packed.input.resize(std::max(packed.input.size(), inputs.size()));
    std::size_t column = 0;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      // Without padding the order in a row is the same, and fewer lanes are idle.
      packed.input[k].pack(weights.input.column_block(column, inputs[k].columns), transposed, T(1),
                           stride == hidden ? gates::none : grouped);
      column += inputs[k].columns;
    }
    packed.bias.resize(4 * stride);
    for (std::size_t gate = 0; gate < 4; ++gate)
      std::ranges::copy(weights.bias.subspan(gate * hidden, hidden), packed.bias.data() + gate * stride);
  }

  /// Makes room for all rows as lhs of up to `depth` numbers.
  static void make_room(lstm_tape& tape, std::size_t rows, std::size_t depth) {
    if constexpr (detail::operand_traits<T, Operand>::values_per_element == 1) return;
    tape.lhs_width = detail::elements_of<T, Operand>(depth);
    tape.lhs.resize(rows * tape.lhs_width);
  }

  /// Some rows of a matrix as a lhs; the memory is already large enough.
  static auto lhs(lstm_tape& tape, matrix_view<T const> all, index_range rows) {
    return detail::make_lhs<Operand>(all.row_block(rows.first, rows.count), false,
                                     tape.lhs.data() + rows.first * tape.lhs_width);
  }

  void forward(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
               lstm_forward_run<T, lstm_tape> const& run, std::size_t slices) const {
    auto& packed = run.tape->forward;
    pack(inputs, run.weights, packed, true);
    auto const at = rows_of(layout, run);
    std::size_t widest = run.weights.hidden();
    for (auto const& input : inputs) widest = std::max(widest, input.columns);
    make_room(*run.tape, layout.rows(), widest);
    parallel_for(slices, [&](std::size_t number) {
      auto const words = nth_range(layout.rows(), number, slices);
      auto const gates = at.gates.row_block(words.first, words.count);
      matrix_view<T const> from(packed.bias.data(), words.count, gates.columns, 0);
      for (std::size_t k = 0; k < inputs.size(); ++k) {
        packed.input[k].multiply_from(from, lhs(*run.tape, inputs[k], words), gates);
        from = gates;
      }
    });
    if (!run.initial.empty())
      for_each_beginning_part(layout, run.direction, slices, [&](sentence_rows const& first) {
        packed.recurrent.multiply_add(lhs(*run.tape, run.initial.output, {first.sentence, first.count}),
                                      at.gates.row_block(first.row, first.count));
      });
    auto const peephole = run.weights.peephole;
    auto const steps =
        peephole.empty() ? detail::steps_forward<false, T, Operand> : detail::steps_forward<true, T, Operand>;
    parallel_for(slices, [&](std::size_t number) {
      auto const slice = slice_of(layout, number, slices);
      steps(layout, run.direction, slice, packed.recurrent, peephole, at, run.output,
            run.tape->lhs.data() + slice.first * run.tape->lhs_width);
    });
    if (run.last.empty()) return;
    for_each_end(layout, run.direction, [&](sentence_rows const& end) {
      memory_.copy(run.output.row_block(end.row, end.count), run.last.output.row_block(end.sentence, end.count));
      memory_.copy(at.cells.row_block(end.row, end.count), run.last.cell.row_block(end.sentence, end.count));
    });
  }

  /// for_each_beginning(layout, direction, body) with its rows shared by `slices` jobs.
  template <class Body>
  static void for_each_beginning_part(packed_layout const& layout, scan_direction direction, std::size_t slices,
                                      Body const& body) {
    for_each_beginning(layout, direction, [&](sentence_rows const& first) {
      parallel_for(slices, [&](std::size_t number) {
        auto const own = nth_range(first.count, number, slices);
        body(sentence_rows{first.row + own.first, first.sentence + own.first, own.count});
      });
    });
  }

  /// The gradient of the output, plus that of the final state at the last words.
  [[nodiscard]] matrix_view<T const> gradient_of_output(packed_layout const& layout,
                                                        lstm_backward_run<T, lstm_tape> const& run) const {
    if (run.last_gradient.empty()) return run.output_gradient;
    auto const all = detail::padded_rows(run.tape->last_gradient, layout.rows(), run.weights.hidden());
    memory_.copy(run.output_gradient, all);
    for_each_end(layout, run.direction, [&](sentence_rows const& end) {
      memory_.add(run.last_gradient.output.row_block(end.sentence, end.count), all.row_block(end.row, end.count));
    });
    return all;
  }

  /// Replaces the gates by the gradients before activation; adds the gradients of peepholes and bias.
  void backward_through_time(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                             lstm_backward_run<T, lstm_tape> const& run, std::size_t slices) const {
    auto& packed = run.tape->backward;
    pack(inputs, run.weights, packed, false);
    auto const hidden = run.weights.hidden();
    auto const at = rows_of(layout, run);
    auto const state_gradient = detail::padded_rows(run.tape->state_gradient, layout.sentences(), hidden);
    auto const cell_gradient = detail::padded_rows(run.tape->cell_gradient, layout.sentences(), hidden);
    auto const vectors = detail::padded_rows(run.tape->vectors, slices * 7, hidden);
    std::ranges::fill(run.tape->cell_gradient.view(), T(0));
    if (!run.last_gradient.empty()) memory_.copy(run.last_gradient.cell, cell_gradient);
    auto const output_gradient = gradient_of_output(layout, run);
    std::ranges::fill(run.tape->vectors.view(), T(0));
    auto const peephole = run.weights.peephole;
    auto const steps =
        peephole.empty() ? detail::steps_backward<false, T, Operand> : detail::steps_backward<true, T, Operand>;
    make_room(*run.tape, layout.rows(), gate_columns(run));
    parallel_for(slices, [&](std::size_t number) {
      auto const slice = slice_of(layout, number, slices);
      steps(layout, run.direction, slice, packed.recurrent, peephole, at,
            {output_gradient, state_gradient, cell_gradient, vectors.row_block(number * 7, 3),
             vectors.row_block(number * 7 + 3, 4)},
            run.tape->lhs.data() + slice.first * run.tape->lhs_width);
    });
    if (!run.initial_gradient.empty()) {
      for_each_beginning_part(layout, run.direction, slices, [&](sentence_rows const& first) {
        packed.recurrent.multiply_add(lhs(*run.tape, at.gates, {first.row, first.count}),
                                      run.initial_gradient.output.row_block(first.sentence, first.count));
      });
      memory_.add(cell_gradient, run.initial_gradient.cell);
    }
    auto const& gradients = run.weight_gradients;
    matrix_view<T> const bias(gradients.bias.data(), 4, hidden);
    for (std::size_t slice = 0; slice < slices; ++slice)
      for (std::size_t k = 0; k < hidden; ++k) {
        for (std::size_t r = 0; r < gradients.peephole.rows; ++r) gradients.peephole(r, k) += vectors(slice * 7 + r, k);
        for (std::size_t gate = 0; gate < 4; ++gate) bias(gate, k) += vectors(slice * 7 + 3 + gate, k);
      }
  }

  /// Adds the gradients of input and recurrent weights: products over all words.
  void backward_of_weights(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                           lstm_backward_run<T, lstm_tape> const& run) const {
    matrix_view<T const> const gates = rows_of(layout, run).gates;
    auto const before = detail::padded_rows(run.tape->state_before, layout.rows(), run.weights.hidden());
    host_rows<T>().shift(layout, run.direction, run.output, before);
    if (!run.initial.empty())
      for_each_beginning(layout, run.direction, [&](sentence_rows const& first) {
        memory_.copy(run.initial.output.row_block(first.sentence, first.count),
                     before.row_block(first.row, first.count));
      });
    auto& product = run.tape->over_words;
    product.add_gates(gates, before, run.weight_gradients.recurrent);
    std::size_t column = 0;
    for (auto const& input : inputs) {
      product.add_gates(gates, input, run.weight_gradients.input.column_block(column, input.columns));
      column += input.columns;
    }
  }

  [[no_unique_address]] host_memory<T> memory_;
};

}  // namespace hmt::inline HMT_TARGET_NAMESPACE
