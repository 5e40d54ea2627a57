// SPDX-License-Identifier: MIT
// An LSTM encoder that reads from left to right only.
#pragma once

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

/// The forward half of eq. 1, width Hidden, by default `model_options::hidden`.
template <std::size_t Hidden = std::dynamic_extent, class Peephole = peephole::diagonal>
struct lstm {
  open_size<Hidden> hidden = {};

  void configure(policy_source const& from) {
    from.read(0, hidden, "hidden", [](model_options const& options) { return options.hidden; });
  }
  [[nodiscard]] constexpr std::size_t output_width(std::size_t) const { return hidden; }
  [[nodiscard]] std::string description() const {
    return fmt::format("lstm<{}, {}>", spelled(hidden), Peephole::description);
  }

  /// See `Encoder`. Tensors: `<prefix>.encoder.forward.{input_weight, recurrent_weight, bias, peephole}`.
  template <RecurrentDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      typename D::lstm_tape steps;
    };

    layer(parameter_list& list, std::string const& prefix, lstm const& policy, std::size_t input)
        : forward_(list, prefix + ".encoder.forward", input, policy.hidden, Peephole::present) {}

    /// `output`: (rows, hidden).
    void forward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                 matrix_view<value_type> output) const {
      lstm_forward_run<value_type, typename D::lstm_tape> const run{
          scan_direction::forward, forward_.weights(context.parameters), output, &saved.steps};
      context.device.lstm_forward(context.layout, inputs, std::span(&run, 1));
    }

    void backward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                  matrix_view<value_type const> output, matrix_view<value_type const> output_gradient,
                  gradient_views<D> input_gradients) const {
      lstm_backward_run<value_type, typename D::lstm_tape> const run{
          scan_direction::forward, forward_.weights(context.parameters), output,
          output_gradient,         forward_.weights(context.gradients),  &saved.steps};
      context.device.lstm_backward(context.layout, inputs, std::span(&run, 1), input_gradients);
    }

   private:
    lstm_parameters forward_;
  };
};

}  // namespace hmt
