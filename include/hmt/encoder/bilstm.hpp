// SPDX-License-Identifier: MIT
// The BiLSTM encoder of the paper (section 3.2.1, eq. 1).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "hmt/device/concept.hpp"
#include "hmt/encoder/concept.hpp"
#include "hmt/encoder/lstm_parameters.hpp"
#include "hmt/encoder/peephole.hpp"

namespace hmt {

/// Two LSTMs, one in each direction, side by side: h_En = [forward h, backward h] (eq. 1), width 2 * Hidden.
template <std::size_t Hidden, class Peephole = peephole::diagonal>
requires(Hidden > 0) struct bilstm {
  static constexpr std::size_t output_width(std::size_t) { return 2 * Hidden; }
  static std::string description() {
    return "bilstm<" + std::to_string(Hidden) + ", " + std::string(Peephole::description) + ">";
  }

  /// See `Encoder`. Tensors: `<prefix>.encoder.{forward,backward}.{input_weight, recurrent_weight, bias, peephole}`.
  template <RecurrentDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      std::array<typename D::lstm_tape, 2> directions;
    };

    layer(parameter_list& list, std::string const& prefix, std::size_t input)
        : forward_(list, prefix + ".encoder.forward", input, Hidden, Peephole::present),
          backward_(list, prefix + ".encoder.backward", input, Hidden, Peephole::present) {}

    /// `output`: (rows, 2*Hidden).
    void forward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                 matrix_view<value_type> output) const {
      using run = lstm_forward_run<value_type, typename D::lstm_tape>;
      std::array const runs{run{direction::forward, forward_.weights(context.parameters),
                                output.column_block(0, Hidden), &saved.directions[0]},
                            run{direction::backward, backward_.weights(context.parameters),
                                output.column_block(Hidden, Hidden), &saved.directions[1]}};
      context.device.lstm_forward(context.layout, inputs, std::span<run const>(runs));
    }

    void backward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                  matrix_view<value_type const> output, matrix_view<value_type const> output_gradient,
                  gradient_views<D> input_gradients) const {
      using run = lstm_backward_run<value_type, typename D::lstm_tape>;
      std::array const runs{
          run{direction::forward, forward_.weights(context.parameters), output.column_block(0, Hidden),
              output_gradient.column_block(0, Hidden), forward_.weights(context.gradients), &saved.directions[0]},
          run{direction::backward, backward_.weights(context.parameters), output.column_block(Hidden, Hidden),
              output_gradient.column_block(Hidden, Hidden), backward_.weights(context.gradients),
              &saved.directions[1]}};
      context.device.lstm_backward(context.layout, inputs, std::span<run const>(runs), input_gradients);
    }

   private:
    lstm_parameters forward_;
    lstm_parameters backward_;
  };
};

}  // namespace hmt
