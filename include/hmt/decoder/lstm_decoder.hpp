// SPDX-License-Identifier: MIT
// LSTM decoders that read the encoder's output, with their own last tag vector (Zheng et al. 2017) or without it.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "hmt/decoder/concept.hpp"
#include "hmt/decoder/tag_feedback.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/encoder/concept.hpp"
#include "hmt/encoder/lstm_parameters.hpp"

namespace hmt {

/// Policies: whether `lstm_decoder` sees its own last tag vector.
namespace feedback {
/// It does (Zheng et al. 2017).
struct own_tag_vector {
  static constexpr bool present = true;
  static constexpr std::string_view description = "feedback::own_tag_vector";
};
/// It does not.
struct none {
  static constexpr bool present = false;
  static constexpr std::string_view description = "feedback::none";
};
}  // namespace feedback

/// An LSTM of width Hidden without peepholes whose input at word t is [e_t, T_{t-1}] (T_0 = 0), or e_t alone; its tag
/// vectors are T_t = B h_t + b_T, of width TagVector (the decoder of Zheng et al. 2017, eq. 2 and 3 there). With
/// feedback it runs as the plain LSTM into which it folds (`detail::tag_feedback`): input [e_t, u_t], u_t = b_T, u_1 =
/// 0.
template <std::size_t Hidden, std::size_t TagVector, class Feedback = feedback::own_tag_vector>
requires(Hidden > 0 && TagVector > 0) struct lstm_decoder {
  static constexpr std::size_t tag_width(std::size_t) { return TagVector; }
  static std::string description() {
    return "lstm_decoder<" + std::to_string(Hidden) + ", " + std::to_string(TagVector) + ", " +
           std::string(Feedback::description) + ">";
  }

  /// See `Decoder`. Tensors: `<prefix>.decoder.{input_weight (4h, e + t), recurrent_weight (4h, h), bias (4h)}`
  /// (without feedback `input_weight (4h, e)`), `<prefix>.tag_vector.{weight (t, h), bias (t)}`.
  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    using view = matrix_view<value_type>;
    using const_view = matrix_view<value_type const>;
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
          lstm_(list, prefix + ".decoder", encoded + (Feedback::present ? TagVector : 0), Hidden, false),
          tag_weight_(list.add(prefix + ".tag_vector.weight", parameter_kind::weight, TagVector, Hidden)),
          tag_bias_(list.add(prefix + ".tag_vector.bias", parameter_kind::bias, TagVector)) {}

    /// `encoded`: (rows, e); `tag_vectors`: (rows, t).
    void forward(D& device, std::span<value_type const> parameters, packed_layout layout, const_view encoded,
                 tape& saved, view tag_vectors) const {
      auto const state_to_tag = tag_weight_.matrix(parameters);
      auto const tag_bias = tag_bias_.vector(parameters);
      auto const state = saved.state.resize(layout.rows(), Hidden);
      auto weights = lstm_.weights(parameters);
      if constexpr (Feedback::present) {
        auto const tag_input = saved.tag_input.resize(layout.rows(), TagVector);
        device.fill(tag_vectors, 0);
        device.add_row(tag_bias, tag_vectors);
        device.shift(layout, direction::forward, tag_vectors, tag_input);
        weights.recurrent = saved.feedback.fold(device, weights.recurrent,
                                                weights.input.column_block(encoded_, TagVector), state_to_tag);
      }
      lstm_forward_run<value_type, typename D::lstm_tape> const run{direction::forward, weights, state, &saved.steps};
      device.lstm_forward(layout, input_views<D>(inputs(encoded, saved)), std::span(&run, 1));
      device.multiply(transpose::no, transpose::yes, 1, state, state_to_tag, 0, tag_vectors);
      device.add_row(tag_bias, tag_vectors);
    }

    /// `tag_gradient`: (rows, t), overwritten; `encoded_gradient`: (rows, e), added to.
    void backward(D& device, std::span<value_type const> parameters, std::span<value_type> gradients,
                  packed_layout layout, const_view encoded, tape& saved, view tag_gradient,
                  view encoded_gradient) const {
      auto const state_to_tag = tag_weight_.matrix(parameters);
      auto const state_to_tag_gradient = tag_weight_.matrix(gradients);
      auto const tag_bias_gradient = tag_bias_.vector(gradients);
      const_view const state = saved.state.view();
      device.multiply(transpose::yes, transpose::no, 1, tag_gradient, state, 1, state_to_tag_gradient);
      device.sum_rows(tag_gradient, tag_bias_gradient);
      auto const state_gradient = saved.state_gradient.resize(layout.rows(), Hidden);
      device.multiply(transpose::no, transpose::no, 1, tag_gradient, state_to_tag, 0, state_gradient);

      auto weights = lstm_.weights(parameters);
      auto weight_gradients = lstm_.weights(gradients);
      auto const recurrent_gradient = weight_gradients.recurrent;
      auto const tag_input_gradient = saved.tag_input_gradient.resize(layout.rows(), TagVector);
      std::array<view, Feedback::present ? 2 : 1> input_gradients{encoded_gradient};
      if constexpr (Feedback::present) {
        device.fill(tag_input_gradient, 0);
        input_gradients[1] = tag_input_gradient;
        weights.recurrent = saved.feedback.folded();
        weight_gradients.recurrent = saved.feedback.zero_gradient(device);
      }
      lstm_backward_run<value_type, typename D::lstm_tape> const run{
          direction::forward, weights, state, state_gradient, weight_gradients, &saved.steps};
      device.lstm_backward(layout, input_views<D>(inputs(encoded, saved)), std::span(&run, 1),
                           std::span<view const>(input_gradients));
      if constexpr (Feedback::present) {
        saved.feedback.unfold(device, weights.input.column_block(encoded_, TagVector), state_to_tag, recurrent_gradient,
                              weight_gradients.input.column_block(encoded_, TagVector), state_to_tag_gradient);
        device.shift(layout, direction::backward, tag_input_gradient, tag_gradient);  // the first words' u is no b_T
        device.sum_rows(tag_gradient, tag_bias_gradient);
      }
    }

   private:
    static std::array<const_view, Feedback::present ? 2 : 1> inputs(const_view encoded, tape const& saved) {
      if constexpr (Feedback::present)
        return {encoded, saved.tag_input.view()};
      else
        return {encoded};
    }

    std::size_t encoded_;
    lstm_parameters lstm_;
    parameter_slot tag_weight_;
    parameter_slot tag_bias_;
  };
};

}  // namespace hmt
