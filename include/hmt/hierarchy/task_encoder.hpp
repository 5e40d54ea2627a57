// SPDX-License-Identifier: MIT
// The lower half of every task: its encoder, and the memory of a pass through it.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "hmt/core/packed_layout.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/concept.hpp"

namespace hmt::detail {

/// A task's encoder of policy `Policy` on device `D`: base of the layers of tasks of each kind.
template <class D, class Policy>
requires Encoder<Policy, D>
class task_encoder {
 public:
  using value_type = typename D::value_type;
  using view = matrix_view<value_type>;
  using const_view = matrix_view<value_type const>;
  using layer_type = typename Policy::template layer<D>;

  struct workspace {
    typename layer_type::tape encoder_tape;
    device_matrix<D> encoder_output;    // (rows, e)
    device_matrix<D> dropped_output;    // (rows, e); only while training with dropout
    device_matrix<D> encoded_gradient;  // (rows, e)
  };

  /// `input`: the total width of the encoder's inputs.
  task_encoder(parameter_list& list, std::string const& prefix, Policy const& policy, std::size_t input)
      : encoder_(list, prefix, policy, input), encoded_width_(policy.output_width(input)) {}

  [[nodiscard]] std::size_t encoded_width() const { return encoded_width_; }

  /// Runs the encoder; the result is `space.encoder_output`.
  const_view forward_encoder(pass_context<D> const& context, input_views<D> inputs, workspace& space) const {
    auto const output = space.encoder_output.resize(context.layout.rows(), encoded_width_);
    encoder_.forward(context, inputs, space.encoder_tape, output);
    return output;
  }

  /// Backward pass from `space.encoded_gradient`, here that of the output before dropout, to the inputs.
  void backward_encoder(pass_context<D> const& context, input_views<D> inputs, workspace& space,
                        gradient_views<D> input_gradients) const {
    encoder_.backward(context, inputs, space.encoder_tape, space.encoder_output.view(), space.encoded_gradient.view(),
                      input_gradients);
  }

 private:
  layer_type encoder_;
  std::size_t encoded_width_;
};

}  // namespace hmt::detail
