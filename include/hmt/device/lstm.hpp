// SPDX-License-Identifier: MIT
// The arguments of a device's LSTM: weights, states, tape, and one run over a packed batch.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// Views of the weights of one direction (or of their gradients). The order of gates is i, f, g, o, as in cuDNN:
///
///     i = sigmoid(W_i x + R_i h' + p_i * c' + b_i)      f = sigmoid(W_f x + R_f h' + p_f * c' + b_f)
///     g = tanh(W_g x + R_g h' + b_g)                    c = f * c' + i * g
///     o = sigmoid(W_o x + R_o h' + p_o * c + b_o)       h = o * tanh(c)
/// with h', c' the previous state (the initial state before the first step), `*` elementwise: eq. 1 of the paper, with
/// diagonal peepholes as in Gers & Schmidhuber (2000).
template <class T>
struct lstm_weights {
  matrix_view<T> input;      ///< (4*hidden, input), all inputs concatenated
  matrix_view<T> recurrent;  ///< (4*hidden, hidden)
  std::span<T> bias;         ///< (4*hidden)
  matrix_view<T> peephole;   ///< (3, hidden): p_i, p_f, p_o; empty for none

  /// Mutable weights convert to const ones.
  template <class U>
  requires(std::is_same_v<U, T const> && !std::is_const_v<T>) operator lstm_weights<U>() const {
    return {input, recurrent, bias, peephole};
  }
  [[nodiscard]] std::size_t hidden() const { return recurrent.columns; }
};

/// States h and c of one direction, one row per sentence of the batch, longest first: before or after the words of each
/// sentence, along the direction. Or their gradients. Empty views mean zeros, or unwanted results.
template <class T>
struct lstm_state {
  matrix_view<T> output;  ///< (sentences, hidden): h
  matrix_view<T> cell;    ///< (sentences, hidden): c

  /// A mutable state converts to a const one.
  template <class U>
  requires(std::is_same_v<U, T const> && !std::is_const_v<T>) operator lstm_state<U>() const { return {output, cell}; }
  [[nodiscard]] bool empty() const { return output.empty() && cell.empty(); }
};

/// The layout of one time step for independent rows: over it, `lstm_forward` from an initial to a final state is a
/// single step, as in a decoder that reads its own output.
class single_step {
 public:
  explicit single_step(std::size_t rows) : offsets_{0, static_cast<row_index>(rows)} {}
  /// Valid during the lifetime of this object.
  [[nodiscard]] packed_layout layout() const {
    return packed_layout(std::span(offsets_).first(offsets_[1] > 0 ? 2 : 1));
  }

 private:
  std::array<row_index, 2> offsets_;
};

/// The forward pass of one direction. `Tape` is the device's `lstm_tape`: what the backward pass needs.
template <class T, class Tape>
struct lstm_forward_run {
  scan_direction direction = scan_direction::forward;
  lstm_weights<T const> weights;
  matrix_view<T> output;  ///< (rows, hidden): h; may be a block of columns
  Tape* tape = nullptr;   ///< never null; grows as needed and keeps its memory
  lstm_state<T const> initial{};
  lstm_state<T> last{};  ///< overwritten; overlaps no other view
};

/// The backward pass of one direction, after `lstm_forward` with the same weights, inputs, initial state, outputs and
/// tape.
template <class T, class Tape>
struct lstm_backward_run {
  scan_direction direction = scan_direction::forward;
  lstm_weights<T const> weights;
  matrix_view<T const> output;           ///< (rows, hidden)
  matrix_view<T const> output_gradient;  ///< (rows, hidden)
  lstm_weights<T> weight_gradients;      ///< added to
  Tape* tape = nullptr;                  ///< its content is consumed
  lstm_state<T const> initial{};
  lstm_state<T const> last_gradient{};
  lstm_state<T> initial_gradient{};  ///< added to
};

}  // namespace hmt
