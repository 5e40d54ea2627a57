// SPDX-License-Identifier: MIT
// The LSTM of decoders that may read their own previous tag vector, folded into a plain LSTM.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/frozen_weights.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/lstm_parameters.hpp"

namespace hmt::detail {

/// The parts of a device that `decoder_lstm` requires.
template <class D>
concept DecoderDevice =
    RowDevice<D> && ElementwiseDevice<D> && ProductDevice<D> && RecurrentDevice<D> && FreezableDevice<D>;

/// An LSTM of width h without peepholes whose input at word t is [x_t, T_{t-1}], T_0 = 0: x of width e and the previous
/// tag vector of width t; either width may be 0. A tag vector is linear in the state: T_t = u_{t+1} + B h_t, where u
/// does not depend on the state. So the gates' input W T_{t-1} + R h_{t-1} equals W u_t + (R + W B) h_{t-1}: exactly a
/// plain LSTM with input [x, u] and recurrent weights R' = R + W B. W: (4h, t), B: (t, h), R and R': (4h, h).
template <DecoderDevice D>
class decoder_lstm {
 public:
  using value_type = typename D::value_type;
  using view = matrix_view<value_type>;
  using const_view = matrix_view<value_type const>;

  struct tape {
    typename D::lstm_tape steps;
    device_matrix<D> tag_input;           // (rows, t): u
    device_matrix<D> tag_input_gradient;  // (rows, t)
    device_matrix<D> state;               // (rows, h)
    device_matrix<D> state_gradient;      // (rows, h)
    weight_cache_key seen;
    device_matrix<D> folded;           // (4h, h): R'
    device_matrix<D> folded_gradient;  // (4h, h)
  };

  /// Adds `<prefix>.decoder.{input_weight (4h, e + t), recurrent_weight (4h, h), bias (4h)}` to `list`.
  decoder_lstm(parameter_list& list, std::string const& prefix, std::size_t input, std::size_t tag_vector,
               std::size_t hidden)
      : input_(input),
        tag_vector_(tag_vector),
        hidden_(hidden),
        lstm_(list, prefix + ".decoder", input + tag_vector, hidden, false) {}

  /// Computes the states h in `saved.state`. `stateless_tags`: u_{t+1} at word t, read if the width t > 0;
  /// `state_to_tag`: B.
  const_view forward(pass_context<D> const& context, const_view input, const_view stateless_tags,
                     const_view state_to_tag, tape& saved) const {
    auto const rows = context.layout.rows();
    auto weights = lstm_.weights(context.parameters);
    if (tag_vector_ > 0) {
      auto const tag_input = saved.tag_input.resize(rows, tag_vector_);
      context.device.shift(context.layout, scan_direction::forward, stateless_tags, tag_input);
      weights.recurrent = fold(context.device, weights, state_to_tag, saved);
    }
    auto const state = saved.state.resize(rows, hidden_);
    lstm_forward_run<value_type, typename D::lstm_tape> const run{scan_direction::forward, weights, state,
                                                                  &saved.steps};
    std::array<const_view, 2> const inputs{input, saved.tag_input.view()};
    context.device.lstm_forward(context.layout, present(inputs), std::span(&run, 1));
    return state;
  }

  /// Memory for the gradient of the states.
  view state_gradient(pass_context<D> const& context, tape& saved) const {
    return saved.state_gradient.resize(context.layout.rows(), hidden_);
  }

  /// From `state_gradient`: adds to `input_gradient` and to the gradients of the LSTM's tensors and of B, and returns
  /// the gradient of `stateless_tags` if the width t > 0.
  const_view backward(pass_context<D> const& context, const_view input, const_view state_to_tag, tape& saved,
                      view input_gradient, view state_to_tag_gradient) const {
    auto& device = context.device;
    auto weights = lstm_.weights(context.parameters);
    auto weight_gradients = lstm_.weights(context.gradients);
    auto const recurrent_gradient = weight_gradients.recurrent;
    if (tag_vector_ > 0) {
      device.fill(saved.tag_input_gradient.resize(context.layout.rows(), tag_vector_), 0);
      weights.recurrent = saved.folded.view();
      weight_gradients.recurrent = saved.folded_gradient.resize(4 * hidden_, hidden_);
      device.fill(weight_gradients.recurrent, 0);
    }
    std::array<const_view, 2> const inputs{input, saved.tag_input.view()};
    std::array<view, 2> const input_gradients{input_gradient, saved.tag_input_gradient.view()};
    lstm_backward_run<value_type, typename D::lstm_tape> const run{scan_direction::forward, weights,
                                                                   saved.state.view(),      saved.state_gradient.view(),
                                                                   weight_gradients,        &saved.steps};
    device.lstm_backward(context.layout, present(inputs), std::span(&run, 1), present(input_gradients));
    if (tag_vector_ == 0) return {};

    // The chain rule through R' = R + W B: dR += dR', dW += dR' B^T, dB += W^T dR'.
    const_view const folded_gradient = weight_gradients.recurrent;
    device.add(folded_gradient, recurrent_gradient);
    device.multiply(transpose::no, transpose::yes, 1, folded_gradient, state_to_tag, 1,
                    of_tag_vector(weight_gradients.input));
    device.multiply(transpose::yes, transpose::no, 1, of_tag_vector(weights.input), folded_gradient, 1,
                    state_to_tag_gradient);
    auto const from_next_word = saved.tag_input.view();  // its values are no longer needed
    device.shift(context.layout, scan_direction::backward, saved.tag_input_gradient.view(), from_next_word);
    return from_next_word;
  }

 private:
  /// R' = R + W B; computed once while weights are frozen.
  const_view fold(D& device, lstm_weights<value_type const> const& weights, const_view state_to_tag,
                  tape& saved) const {
    if (!saved.seen.changes_to(device.weights_version())) return saved.folded.view();
    auto const folded = saved.folded.resize(4 * hidden_, hidden_);
    device.copy(weights.recurrent, folded);
    device.multiply(transpose::no, transpose::no, 1, of_tag_vector(weights.input), state_to_tag, 1, folded);
    return folded;
  }

  /// W: the columns of the input weights for the tag vector.
  template <class View>
  View of_tag_vector(View input_weight) const {
    return input_weight.column_block(input_, tag_vector_);
  }

  /// The input x and the tag vector, without those of width 0.
  template <class View>
  std::span<View const> present(std::array<View, 2> const& both) const {
    return std::span<View const>(both).subspan(input_ > 0 ? 0 : 1,
                                               (input_ > 0 ? 1U : 0U) + (tag_vector_ > 0 ? 1U : 0U));
  }

  std::size_t input_;
  std::size_t tag_vector_;
  std::size_t hidden_;
  lstm_parameters lstm_;
};

}  // namespace hmt::detail
