// SPDX-License-Identifier: MIT
// LSTM decoders that read the encoder's output, with or without their own previous tag vector (Zheng et al. 2017).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "hmt/decoder/concept.hpp"
#include "hmt/decoder/decoder_lstm.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/encoder/linear.hpp"
#include "hmt/encoder/policy_source.hpp"

namespace hmt {

/// Policies: whether `lstm_decoder` reads its own previous tag vector.
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
/// feedback it is computed as a folded plain LSTM (`detail::decoder_lstm`): input [e_t, u_t], u_t = b_T, u_1 = 0. By
/// default, Hidden is `model_options::decoder_hidden` and TagVector `model_options::tag_vector`.
template <std::size_t Hidden = std::dynamic_extent, std::size_t TagVector = std::dynamic_extent,
          class Feedback = feedback::own_tag_vector>
struct lstm_decoder {
  open_size<Hidden> hidden = {};
  open_size<TagVector> tag_vector = {};

  void configure(policy_source const& from) {
    from.read(0, hidden, "decoder_hidden",
              [](model_options const& options) { return options.decoder_hidden.value_or(2 * options.hidden); });
    from.read(1, tag_vector, "tag_vector",
              [](model_options const& options) { return options.tag_vector.value_or(options.hidden); });
  }
  [[nodiscard]] constexpr std::size_t tag_width(std::size_t) const { return tag_vector; }
  [[nodiscard]] std::string description() const {
    return fmt::format("lstm_decoder<{}, {}, {}>", spelled(hidden), spelled(tag_vector), Feedback::description);
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

    layer(parameter_list& list, std::string const& prefix, lstm_decoder const& policy, std::size_t encoded)
        : lstm_(list, prefix, encoded, Feedback::present ? policy.tag_width(encoded) : 0, policy.hidden),
          tag_(list, prefix + ".tag_vector", policy.hidden, policy.tag_vector) {}

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
      // The first word's u is 0, not b_T.
      if constexpr (Feedback::present) context.device.sum_rows(stateless_tags, tag_.bias(context.gradients));
    }

   private:
    detail::decoder_lstm<D> lstm_;
    linear tag_;
  };
};

}  // namespace hmt
