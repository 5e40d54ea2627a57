// SPDX-License-Identifier: MIT
// The BiLSTM encoder of the paper (section 3.2.1, eq. 1).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include <fmt/core.h>

#include "hmt/device/concept.hpp"
#include "hmt/encoder/concept.hpp"
#include "hmt/encoder/lstm_parameters.hpp"
#include "hmt/encoder/peephole.hpp"
#include "hmt/encoder/policy_source.hpp"

namespace hmt {

/// Two LSTMs, one in each direction, concatenated: h_En = [forward h, backward h] (eq. 1), width 2 * Hidden; by default
/// Hidden is `model_options::hidden`.
template <std::size_t Hidden = std::dynamic_extent, class Peephole = peephole::diagonal>
struct bilstm {
  open_size<Hidden> hidden = {};

  void configure(policy_source const& from) {
    from.read(0, hidden, "hidden", [](model_options const& options) { return options.hidden; });
  }
  [[nodiscard]] constexpr std::size_t output_width(std::size_t) const { return 2 * hidden; }
  [[nodiscard]] std::string description() const {
    return fmt::format("bilstm<{}, {}>", spelled(hidden), Peephole::description);
  }

  /// See `Encoder`. Tensors: `<prefix>.encoder.{forward,backward}.{input_weight, recurrent_weight, bias, peephole}`.
  template <RecurrentDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      std::array<typename D::lstm_tape, 2> directions;
    };

    layer(parameter_list& list, std::string const& prefix, bilstm const& policy, std::size_t input)
        : hidden_(policy.hidden),
          forward_(list, prefix + ".encoder.forward", input, hidden_, Peephole::present),
          backward_(list, prefix + ".encoder.backward", input, hidden_, Peephole::present) {}

    /// `output`: (rows, 2*hidden).
    void forward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                 matrix_view<value_type> output) const {
      using run = lstm_forward_run<value_type, typename D::lstm_tape>;
      std::array const runs{run{scan_direction::forward, forward_.weights(context.parameters),
                                output.column_block(0, hidden_), &saved.directions[0]},
                            run{scan_direction::backward, backward_.weights(context.parameters),
                                output.column_block(hidden_, hidden_), &saved.directions[1]}};
      context.device.lstm_forward(context.layout, inputs, std::span<run const>(runs));
    }

    void backward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                  matrix_view<value_type const> output, matrix_view<value_type const> output_gradient,
                  gradient_views<D> input_gradients) const {
      using run = lstm_backward_run<value_type, typename D::lstm_tape>;
      std::array const runs{
          run{scan_direction::forward, forward_.weights(context.parameters), output.column_block(0, hidden_),
              output_gradient.column_block(0, hidden_), forward_.weights(context.gradients), &saved.directions[0]},
          run{scan_direction::backward, backward_.weights(context.parameters), output.column_block(hidden_, hidden_),
              output_gradient.column_block(hidden_, hidden_), backward_.weights(context.gradients),
              &saved.directions[1]}};
      context.device.lstm_backward(context.layout, inputs, std::span<run const>(runs), input_gradients);
    }

   private:
    std::size_t hidden_;
    lstm_parameters forward_;
    lstm_parameters backward_;
  };
};

}  // namespace hmt
