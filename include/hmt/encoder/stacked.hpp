// SPDX-License-Identifier: MIT
// Stacked encoders: deeper networks within a task.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include <fmt/core.h>

#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/encoder/concept.hpp"
#include "hmt/encoder/policy_source.hpp"

namespace hmt {

/// Upper reads only Lower's output, and Upper's output is the result: `stacked<bilstm<300>, bilstm<300>>` is a
/// two-layer BiLSTM, `stacked<bilstm<300>, stacked<bilstm<300>, bilstm<300>>>` has three layers.
template <class Lower, class Upper>
struct stacked {
  Lower lower = {};
  Upper upper = {};

  void configure(policy_source const& from) {
    detail::configure(lower, from.argument(0));
    detail::configure(upper, from.argument(1));
  }
  [[nodiscard]] constexpr std::size_t output_width(std::size_t input) const {
    return upper.output_width(lower.output_width(input));
  }
  [[nodiscard]] std::string description() const {
    return fmt::format("stacked<{}, {}>", lower.description(), upper.description());
  }

  /// See `Encoder`. Tensors: Lower's with the prefix `<prefix>.encoder.lower`, Upper's with `<prefix>.encoder.upper`.
  template <class D>
  requires Encoder<Lower, D> && Encoder<Upper, D>
  class layer {
   public:
    using value_type = typename D::value_type;
    using lower_type = typename Lower::template layer<D>;
    using upper_type = typename Upper::template layer<D>;
    struct tape {
      typename lower_type::tape lower;
      typename upper_type::tape upper;
      device_matrix<D> between;           // (rows, Lower's width): Lower's output
      device_matrix<D> between_gradient;  // the same
    };

    layer(parameter_list& list, std::string const& prefix, stacked const& policy, std::size_t input)
        : width_(policy.lower.output_width(input)),
          lower_(list, prefix + ".encoder.lower", policy.lower, input),
          upper_(list, prefix + ".encoder.upper", policy.upper, width_) {}

    /// `output`: (rows, Upper's width).
    void forward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                 matrix_view<value_type> output) const {
      auto const between = saved.between.resize(context.layout.rows(), width_);
      lower_.forward(context, inputs, saved.lower, between);
      std::array const seen{matrix_view<value_type const>(between)};
      upper_.forward(context, seen, saved.upper, output);
    }

    void backward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                  matrix_view<value_type const> output, matrix_view<value_type const> output_gradient,
                  gradient_views<D> input_gradients) const {
      matrix_view<value_type const> const between = saved.between.view();
      auto const between_gradient = saved.between_gradient.resize(context.layout.rows(), width_);
      context.device.fill(between_gradient, 0);
      std::array const seen{between};
      std::array const seen_gradients{between_gradient};
      upper_.backward(context, seen, saved.upper, output, output_gradient, seen_gradients);
      lower_.backward(context, inputs, saved.lower, between, between_gradient, input_gradients);
    }

   private:
    std::size_t width_;
    lower_type lower_;
    upper_type upper_;
  };
};

}  // namespace hmt
