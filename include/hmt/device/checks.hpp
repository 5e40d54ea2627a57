// SPDX-License-Identifier: MIT
// Checks of the arguments of a device's operations, shared by the devices.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include "hmt/core/error.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/crf.hpp"
#include "hmt/device/lstm.hpp"
#include "hmt/device/product.hpp"

namespace hmt {

namespace detail {

/// Separate from the check, so that the compiler knows that it does not return.
[[noreturn]] inline void refuse_length(std::size_t found, std::size_t expected, char const* what) {
  throw shape_error("length", std::string(what) + ": expected " + std::to_string(expected) + " elements, found " +
                                  std::to_string(found));
}

}  // namespace detail

/// Throws `shape_error` (`length`) naming `what` unless `found` equals `expected`.
inline void require_length(std::size_t found, std::size_t expected, char const* what) {
  if (found != expected) detail::refuse_length(found, expected, what);
}

/// Throws `shape_error` (`number-range`) naming `what` unless all numbers (of rows or labels, on the host) are below
/// `end`.
inline void require_below(std::span<row_index const> numbers, std::size_t end, char const* what) {
  auto const outside = std::find_if(numbers.begin(), numbers.end(), [end](row_index number) { return number >= end; });
  if (outside != numbers.end())
    throw shape_error("number-range", std::string(what) + ": expected numbers below " + std::to_string(end) +
                                          ", found " + std::to_string(*outside) + " at position " +
                                          std::to_string(outside - numbers.begin()));
}

/// Throws `shape_error` (`shape`) unless the shapes of op(a), op(b) and c match.
template <class T>
void require_product_shapes(bool transpose_a, bool transpose_b, matrix_view<T const> a, matrix_view<T const> b,
                            matrix_view<T> c) {
  if ((transpose_a ? a.rows : a.columns) != (transpose_b ? b.columns : b.rows))
    throw shape_error("shape", "multiply: expected operands of equal depth, found " + a.shape() +
                                   (transpose_a ? " transposed" : "") + " and " + b.shape() +
                                   (transpose_b ? " transposed" : ""));
  require_shape(c, transpose_a ? a.columns : a.rows, transpose_b ? b.rows : b.columns, "multiply: result");
}

/// The same for each product of a batch.
template <class T>
void require_product_shapes(bool transpose_a, bool transpose_b, std::span<matrix_product<T> const> products) {
  for (auto const& each : products) require_product_shapes<T>(transpose_a, transpose_b, each.a, each.b, each.c);
}

/// Checks the arguments of `sigmoid_cross_entropy`, except the values of labels; throws `shape_error` (`shape`,
/// `length`).
template <class T>
void require_sigmoid_arguments(matrix_view<T const> scores, std::span<row_index const> labels,
                               std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss) {
  require_shape(gradient, scores.rows, scores.columns, "sigmoid_cross_entropy: gradient");
  require_length(labels.size(), scores.rows * scores.columns, "sigmoid_cross_entropy: labels");
  require_length(label_weights.size(), 2, "sigmoid_cross_entropy: label weights");
  require_length(loss.size(), 1, "sigmoid_cross_entropy: loss");
}

/// Throws `config_error` (`dropout-rate`) unless 0 <= rate < 1.
inline void require_dropout_rate(double rate) {
  if (!(rate >= 0 && rate < 1))
    throw config_error("dropout-rate",
                       "dropout rate: expected a number from 0 to below 1, found " + std::to_string(rate));
}

namespace detail {

/// Throws `shape_error` (`shape`, `length`) unless the views match the hidden units and inputs of `width` columns in
/// all.
template <class T>
void require_lstm_weights(lstm_weights<T> const& weights, std::size_t hidden, std::size_t width,
                          char const* bias_name) {
  require_shape(weights.recurrent, 4 * hidden, hidden, "lstm: recurrent weights");
  require_shape(weights.input, 4 * hidden, width, "lstm: input weights");
  require_length(weights.bias.size(), 4 * hidden, bias_name);
  if (!weights.peephole.empty()) require_shape(weights.peephole, 3, hidden, "lstm: peephole weights");
}

/// The total columns of all inputs; throws `shape_error` (`shape`) unless each input has one row per word.
template <class T>
[[nodiscard]] std::size_t checked_input_width(packed_layout const& layout,
                                              std::span<matrix_view<T const> const> inputs) {
  std::size_t width = 0;
  for (auto const& input : inputs) {
    require_shape(input, layout.rows(), input.columns, "lstm: input");
    width += input.columns;
  }
  return width;
}

}  // namespace detail

namespace detail {

/// Throws `shape_error` (`shape`) unless a state is empty or has one row per sentence.
template <class T>
void require_lstm_state(packed_layout const& layout, lstm_state<T> const& state, std::size_t hidden, char const* what) {
  if (state.empty()) return;
  require_shape(state.output, layout.sentences(), hidden, what);
  require_shape(state.cell, layout.sentences(), hidden, what);
}

}  // namespace detail

/// Checks the arguments of a forward pass; throws `shape_error` (`shape`, `length`).
template <class T, class Tape>
void require_lstm_arguments(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                            lstm_forward_run<T, Tape> const& run) {
  auto const hidden = run.weights.hidden();
  detail::require_lstm_weights(run.weights, hidden, detail::checked_input_width(layout, inputs), "lstm: bias");
  require_shape(run.output, layout.rows(), hidden, "lstm: output");
  detail::require_lstm_state(layout, run.initial, hidden, "lstm: initial state");
  detail::require_lstm_state(layout, run.last, hidden, "lstm: last state");
}

/// Checks the arguments of a backward pass; throws `shape_error` (`shape`, `length`).
template <class T, class Tape>
void require_lstm_arguments(packed_layout const& layout, std::span<matrix_view<T const> const> inputs,
                            lstm_backward_run<T, Tape> const& run, std::span<matrix_view<T> const> input_gradients) {
  auto const hidden = run.weights.hidden();
  auto const width = detail::checked_input_width(layout, inputs);
  detail::require_lstm_weights(run.weights, hidden, width, "lstm: bias");
  detail::require_lstm_weights(run.weight_gradients, hidden, width, "lstm: bias gradient");
  require_shape(run.weight_gradients.peephole, run.weights.peephole.rows, run.weights.peephole.columns,
                "lstm: gradient of the peephole weights");
  require_shape(run.output, layout.rows(), hidden, "lstm: output");
  require_shape(run.output_gradient, layout.rows(), hidden, "lstm: output gradient");
  detail::require_lstm_state(layout, run.initial, hidden, "lstm: initial state");
  detail::require_lstm_state(layout, run.last_gradient, hidden, "lstm: gradient of the last state");
  detail::require_lstm_state(layout, run.initial_gradient, hidden, "lstm: gradient of the initial state");
  require_length(input_gradients.size(), inputs.size(), "lstm: input gradients");
  for (std::size_t k = 0; k < inputs.size(); ++k)
    if (!input_gradients[k].empty())
      require_shape(input_gradients[k], inputs[k].rows, inputs[k].columns, "lstm: input gradient");
}

/// Checks the arguments of a linear-chain CRF; throws `shape_error` (`shape`, `length`).
template <class T>
void require_crf_arguments(packed_layout const& layout, crf_parameters<T const> crf, matrix_view<T> scores,
                           crf_workspace memory) {
  auto const columns = crf.transition.rows;
  require_shape(crf.transition, crf.sequences() * crf.labels(), crf.labels(), "crf: transitions");
  require_length(crf.start.size(), columns, "crf: scores of first labels");
  require_length(crf.end.size(), columns, "crf: scores of last labels");
  require_shape(scores, layout.rows(), columns, "crf: scores");
  require_shape(memory.forward, layout.rows(), columns, "crf: memory");
  require_shape(memory.backward, layout.rows(), columns, "crf: memory");
  require_shape(memory.exp_transitions, columns, crf.labels(), "crf: memory");
  require_length(memory.shares.size(), layout.sentences() * crf.sequences(), "crf: memory");
}

}  // namespace hmt
