// SPDX-License-Identifier: MIT
// The LSTM decoder of the paper (section 3.2.2, eq. 2 and 3): fed with its own last tag vector.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "hmt/decoder/concept.hpp"
#include "hmt/decoder/tag_feedback.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/encoder/lstm_parameters.hpp"

namespace hmt {

/// An LSTM of width Hidden without peepholes whose input at word t is T_{t-1} (T_0 = 0; eq. 2), with tag vectors
/// T_t = A e_t + B h_t + b_T of width TagVector (eq. 3; e: the encoder's output). It runs as the plain LSTM into which
/// it folds (`detail::tag_feedback`): u_t = A e_{t-1} + b_T, u_1 = 0.
template <std::size_t Hidden, std::size_t TagVector>
requires(Hidden > 0 && TagVector > 0) struct tag_feedback_lstm {
  static constexpr std::size_t tag_width(std::size_t) { return TagVector; }
  static std::string description() {
    return "tag_feedback_lstm<" + std::to_string(Hidden) + ", " + std::to_string(TagVector) + ">";
  }

  /// See `Decoder`. Tensors: `<prefix>.decoder.{input_weight (4h, t), recurrent_weight (4h, h), bias (4h)}`,
  /// `<prefix>.tag_vector.{weight (t, e + h) = [A | B], bias (t)}`.
  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      typename D::lstm_tape steps;
      detail::tag_feedback<D> feedback;
      device_matrix<D> tag_input;           // (rows, t): u
      device_matrix<D> tag_input_gradient;  // (rows, t)
      device_matrix<D> state;               // (rows, h)
      device_matrix<D> state_gradient;      // (rows, h)
    };

    layer(parameter_list& list, std::string const& prefix, std::size_t encoded)
        : encoded_(encoded),
          lstm_(list, prefix + ".decoder", TagVector, Hidden, false),
          tag_weight_(list.add(prefix + ".tag_vector.weight", parameter_kind::weight, TagVector, encoded + Hidden)),
          tag_bias_(list.add(prefix + ".tag_vector.bias", parameter_kind::bias, TagVector)) {}

    /// `encoded`: (rows, e); `tag_vectors`: (rows, t).
    void forward(D& device, std::span<value_type const> parameters, packed_layout layout,
                 matrix_view<value_type const> encoded, tape& saved, matrix_view<value_type> tag_vectors) const {
      auto const tag_weight = tag_weight_.matrix(parameters);
      auto const encoded_to_tag = tag_weight.column_block(0, encoded_);
      auto const state_to_tag = tag_weight.column_block(encoded_, Hidden);
      device.multiply(transpose::no, transpose::yes, 1, encoded, encoded_to_tag, 0, tag_vectors);
      device.add_row(tag_bias_.vector(parameters), tag_vectors);

      matrix_view<value_type const> const tag_input = saved.tag_input.resize(layout.rows(), TagVector);
      device.shift(layout, direction::forward, tag_vectors, saved.tag_input.view());
      auto weights = lstm_.weights(parameters);
      weights.recurrent = saved.feedback.fold(device, weights.recurrent, weights.input, state_to_tag);
      auto const state = saved.state.resize(layout.rows(), Hidden);
      lstm_forward_run<value_type, typename D::lstm_tape> const run{direction::forward, weights, state, &saved.steps};
      device.lstm_forward(layout, std::span(&tag_input, 1), std::span(&run, 1));

      device.multiply(transpose::no, transpose::yes, 1, state, state_to_tag, 1, tag_vectors);
    }

    /// `tag_gradient`: (rows, t), overwritten; `encoded_gradient`: (rows, e), added to.
    void backward(D& device, std::span<value_type const> parameters, std::span<value_type> gradients,
                  packed_layout layout, matrix_view<value_type const> encoded, tape& saved,
                  matrix_view<value_type> tag_gradient, matrix_view<value_type> encoded_gradient) const {
      auto const tag_weight = tag_weight_.matrix(parameters);
      auto const encoded_to_tag = tag_weight.column_block(0, encoded_);
      auto const state_to_tag = tag_weight.column_block(encoded_, Hidden);
      auto const tag_weight_gradient = tag_weight_.matrix(gradients);
      auto const state_to_tag_gradient = tag_weight_gradient.column_block(encoded_, Hidden);
      matrix_view<value_type const> const state = saved.state.view();
      device.multiply(transpose::yes, transpose::no, 1, tag_gradient, state, 1, state_to_tag_gradient);
      auto const state_gradient = saved.state_gradient.resize(layout.rows(), Hidden);
      device.multiply(transpose::no, transpose::no, 1, tag_gradient, state_to_tag, 0, state_gradient);

      auto weights = lstm_.weights(parameters);
      auto weight_gradients = lstm_.weights(gradients);
      auto const tag_weights_of_gates = weights.input;
      auto const recurrent_gradient = weight_gradients.recurrent;
      weights.recurrent = saved.feedback.folded();
      weight_gradients.recurrent = saved.feedback.zero_gradient(device);
      matrix_view<value_type const> const tag_input = saved.tag_input.view();
      auto const tag_input_gradient = saved.tag_input_gradient.resize(layout.rows(), TagVector);
      device.fill(tag_input_gradient, 0);
      lstm_backward_run<value_type, typename D::lstm_tape> const run{
          direction::forward, weights, state, state_gradient, weight_gradients, &saved.steps};
      device.lstm_backward(layout, std::span(&tag_input, 1), std::span(&run, 1), std::span(&tag_input_gradient, 1));
      saved.feedback.unfold(device, tag_weights_of_gates, state_to_tag, recurrent_gradient, weight_gradients.input,
                            state_to_tag_gradient);

      // u_{t+1} is the part of T_t that does not depend on h_t: its gradient joins that of T_t, whose use of h_t is
      // done.
      auto const from_next_word = saved.tag_input.view();
      device.shift(layout, direction::backward, tag_input_gradient, from_next_word);
      device.add(from_next_word, tag_gradient);
      device.multiply(transpose::yes, transpose::no, 1, tag_gradient, encoded, 1,
                      tag_weight_gradient.column_block(0, encoded_));
      device.sum_rows(tag_gradient, tag_bias_.vector(gradients));
      device.multiply(transpose::no, transpose::no, 1, tag_gradient, encoded_to_tag, 1, encoded_gradient);
    }

   private:
    std::size_t encoded_;
    lstm_parameters lstm_;
    parameter_slot tag_weight_;
    parameter_slot tag_bias_;
  };
};

}  // namespace hmt
