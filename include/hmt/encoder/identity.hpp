// SPDX-License-Identifier: MIT
// The identity encoder, for ablations: a word's vector without context.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "hmt/device/concept.hpp"
#include "hmt/encoder/concept.hpp"

namespace hmt {

/// Output = all inputs, concatenated; no tensors.
struct identity {
  static constexpr std::size_t output_width(std::size_t input) { return input; }
  static std::string description() { return "identity"; }

  /// See `Encoder`.
  template <ElementwiseDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {};

    layer(parameter_list&, std::string const&, identity const&, std::size_t) {}

    /// `output`: (rows, sum of the inputs' widths).
    void forward(pass_context<D> const& context, input_views<D> inputs, tape&, matrix_view<value_type> output) const {
      std::size_t column = 0;
      for (auto const& input : inputs) {
        context.device.copy(input, output.column_block(column, input.columns));
        column += input.columns;
      }
    }

    void backward(pass_context<D> const& context, input_views<D> inputs, tape&, matrix_view<value_type const>,
                  matrix_view<value_type const> output_gradient, gradient_views<D> input_gradients) const {
      std::size_t column = 0;
      for (std::size_t k = 0; k < inputs.size(); ++k) {
        if (!input_gradients[k].empty())
          context.device.add(output_gradient.column_block(column, inputs[k].columns), input_gradients[k]);
        column += inputs[k].columns;
      }
    }
  };
};

}  // namespace hmt
