// SPDX-License-Identifier: MIT
// An LSTM encoder that reads from left to right only.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "hmt/device/concept.hpp"
#include "hmt/encoder/concept.hpp"
#include "hmt/encoder/lstm_parameters.hpp"
#include "hmt/encoder/peephole.hpp"

namespace hmt {

/// The forward half of eq. 1, width Hidden.
template <std::size_t Hidden, class Peephole = peephole::diagonal>
requires(Hidden > 0) struct lstm {
  static constexpr std::size_t output_width(std::size_t) { return Hidden; }
  static std::string description() {
    return "lstm<" + std::to_string(Hidden) + ", " + std::string(Peephole::description) + ">";
  }

  /// See `Encoder`. Tensors: `<prefix>.encoder.forward.{input_weight, recurrent_weight, bias, peephole}`.
  template <RecurrentDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      typename D::lstm_tape steps;
    };

    layer(parameter_list& list, std::string const& prefix, std::size_t input)
        : forward_(list, prefix + ".encoder.forward", input, Hidden, Peephole::present) {}

    /// `output`: (rows, Hidden).
    void forward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                 matrix_view<value_type> output) const {
      lstm_forward_run<value_type, typename D::lstm_tape> const run{
          direction::forward, forward_.weights(context.parameters), output, &saved.steps};
      context.device.lstm_forward(context.layout, inputs, std::span(&run, 1));
    }

    void backward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                  matrix_view<value_type const> output, matrix_view<value_type const> output_gradient,
                  gradient_views<D> input_gradients) const {
      lstm_backward_run<value_type, typename D::lstm_tape> const run{
          direction::forward, forward_.weights(context.parameters), output,
          output_gradient,    forward_.weights(context.gradients),  &saved.steps};
      context.device.lstm_backward(context.layout, inputs, std::span(&run, 1), input_gradients);
    }

   private:
    lstm_parameters forward_;
  };
};

}  // namespace hmt
