// SPDX-License-Identifier: MIT
// The decoder that ignores other words' tags: the encoder's output is the tag vector.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "hmt/decoder/concept.hpp"
#include "hmt/device/concept.hpp"

namespace hmt {

/// T_t = e_t, so that eq. 4 is a linear layer on the encoder's output; no tensors of its own.
struct linear_decoder {
  static constexpr std::size_t tag_width(std::size_t encoded) { return encoded; }
  static std::string description() { return "linear_decoder"; }

  /// See `Decoder`.
  template <ElementwiseDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {};

    layer(parameter_list&, std::string const&, linear_decoder const&, std::size_t) {}

    /// `encoded` and `tag_vectors`: (rows, e).
    void forward(pass_context<D> const& context, matrix_view<value_type const> encoded, tape&,
                 matrix_view<value_type> tag_vectors) const {
      context.device.copy(encoded, tag_vectors);
    }

    /// `tag_gradient`: (rows, e); `encoded_gradient`: (rows, e), added to.
    void backward(pass_context<D> const& context, matrix_view<value_type const>, tape&,
                  matrix_view<value_type> tag_gradient, matrix_view<value_type> encoded_gradient) const {
      context.device.add(tag_gradient, encoded_gradient);
    }
  };
};

}  // namespace hmt
