// SPDX-License-Identifier: MIT
// LSTM decoders that read the encoder's output, with their own last tag vector (Zheng et al. 2017) or without it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "hmt/decoder/concept.hpp"
#include "hmt/decoder/decoder_lstm.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/encoder/linear.hpp"

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
/// feedback it runs as the plain LSTM into which it folds (`detail::decoder_lstm`): input [e_t, u_t], u_t = b_T, u_1 =
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
  template <detail::DecoderDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    using view = matrix_view<value_type>;
    using const_view = matrix_view<value_type const>;
    using tape = typename detail::decoder_lstm<D>::tape;

    layer(parameter_list& list, std::string const& prefix, std::size_t encoded)
        : lstm_(list, prefix, encoded, Feedback::present ? TagVector : 0, Hidden),
          tag_(list, prefix + ".tag_vector", Hidden, TagVector) {}

    /// `encoded`: (rows, e); `tag_vectors`: (rows, t).
    void forward(pass_context<D> const& context, const_view encoded, tape& saved, view tag_vectors) const {
      if constexpr (Feedback::present) {
        context.device.fill(tag_vectors, 0);
        context.device.add_row(tag_.bias(context.parameters), tag_vectors);
      }
      auto const state = lstm_.forward(context, encoded, tag_vectors, tag_.weight(context.parameters), saved);
      tag_.forward(context, state, tag_vectors);
    }

    /// `tag_gradient`: (rows, t); `encoded_gradient`: (rows, e), added to.
    void backward(pass_context<D> const& context, const_view encoded, tape& saved, view tag_gradient,
                  view encoded_gradient) const {
      tag_.backward(context, saved.state.view(), tag_gradient, 0, lstm_.state_gradient(context, saved));
      auto const stateless_tags = lstm_.backward(context, encoded, tag_.weight(context.parameters), saved,
                                                 encoded_gradient, tag_.weight(context.gradients));
      // The first word's u is no b_T.
      if constexpr (Feedback::present) context.device.sum_rows(stateless_tags, tag_.bias(context.gradients));
    }

   private:
    detail::decoder_lstm<D> lstm_;
    linear tag_;
  };
};

}  // namespace hmt
