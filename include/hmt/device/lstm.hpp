// SPDX-License-Identifier: MIT
// The arguments of a device's LSTM: weights, tape, and one run over a packed batch.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// Views of the weights of one direction (or of their gradients). Gates stand in the order i, f, g, o, as in cuDNN:
///
///     i = sigmoid(W_i x + R_i h' + p_i * c' + b_i)      f = sigmoid(W_f x + R_f h' + p_f * c' + b_f)
///     g = tanh(W_g x + R_g h' + b_g)                    c = f * c' + i * g
///     o = sigmoid(W_o x + R_o h' + p_o * c + b_o)       h = o * tanh(c)
///
/// with h', c' the state of the step before (zero before the first), `*` elementwise: eq. 1 of the paper, its peepholes
/// diagonal as in Gers & Schmidhuber (2000).
template <class T>
struct lstm_weights {
  matrix_view<T> input;      ///< (4*hidden, input), all inputs side by side
  matrix_view<T> recurrent;  ///< (4*hidden, hidden)
  std::span<T> bias;         ///< (4*hidden)
  matrix_view<T> peephole;   ///< (3, hidden): p_i, p_f, p_o; empty for none

  /// Weights to write through convert to weights to read.
  template <class U>
  requires(std::is_same_v<U, T const> && !std::is_const_v<T>) operator lstm_weights<U>() const {
    return {input, recurrent, bias, peephole};
  }
  [[nodiscard]] std::size_t hidden() const { return recurrent.columns; }
};

/// One direction's pass forward. `Tape` is the device's `lstm_tape`: what the pass backward needs.
template <class T, class Tape>
struct lstm_forward_run {
  direction way = direction::forward;
  lstm_weights<T const> weights;
  matrix_view<T> output;  ///< (rows, hidden): h; may be a block of columns
  Tape* tape = nullptr;   ///< never null; grows as needed and keeps its memory
};

/// One direction's pass backward, after `lstm_forward` with the same weights, inputs, outputs and tape.
template <class T, class Tape>
struct lstm_backward_run {
  direction way = direction::forward;
  lstm_weights<T const> weights;
  matrix_view<T const> output;           ///< (rows, hidden)
  matrix_view<T const> output_gradient;  ///< (rows, hidden)
  lstm_weights<T> weight_gradients;      ///< added to
  Tape* tape = nullptr;                  ///< its content is used up
};

}  // namespace hmt
