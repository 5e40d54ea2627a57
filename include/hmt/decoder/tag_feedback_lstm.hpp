// SPDX-License-Identifier: MIT
// The LSTM decoder of the paper (section 3.2.2, eq. 2 and 3), which reads its own previous tag vector.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <fmt/core.h>

#include "hmt/decoder/concept.hpp"
#include "hmt/decoder/decoder_lstm.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/encoder/linear.hpp"
#include "hmt/encoder/policy_source.hpp"

namespace hmt {

/// An LSTM of width Hidden without peepholes whose input at word t is T_{t-1} (T_0 = 0; eq. 2), with tag vectors T_t =
/// A e_t + B h_t + b_T of width TagVector (eq. 3; e: the encoder's output). It is computed as a folded plain LSTM
/// (`detail::decoder_lstm`): u_t = A e_{t-1} + b_T, u_1 = 0. By default, Hidden is `model_options::decoder_hidden` and
/// TagVector `model_options::tag_vector`.
template <std::size_t Hidden = std::dynamic_extent, std::size_t TagVector = std::dynamic_extent>
struct tag_feedback_lstm {
  open_size<Hidden> hidden = {};
  open_size<TagVector> tag_vector = {};

  void configure(policy_source const& from) {
    from.read(0, hidden, "decoder_hidden",
              [](model_options const& options) { return options.decoder_hidden.value_or(options.hidden); });
    from.read(1, tag_vector, "tag_vector",
              [](model_options const& options) { return options.tag_vector.value_or(options.hidden); });
  }
  [[nodiscard]] constexpr std::size_t tag_width(std::size_t) const { return tag_vector; }
  [[nodiscard]] std::string description() const {
    return fmt::format("tag_feedback_lstm<{}, {}>", spelled(hidden), spelled(tag_vector));
  }

  /// See `Decoder`. Tensors: `<prefix>.decoder.{input_weight (4h, t), recurrent_weight (4h, h), bias (4h)}`,
  /// `<prefix>.tag_vector.{weight (t, e + h) = [A | B], bias (t)}`.
  template <detail::DecoderDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    using tape = typename detail::decoder_lstm<D>::tape;

    layer(parameter_list& list, std::string const& prefix, tag_feedback_lstm const& policy, std::size_t encoded)
        : encoded_(encoded),
          hidden_(policy.hidden),
          lstm_(list, prefix, 0, policy.tag_vector, hidden_),
          tag_(list, prefix + ".tag_vector", encoded + hidden_, policy.tag_vector) {}

    /// `encoded`: (rows, e); `tag_vectors`: (rows, t).
    void forward(pass_context<D> const& context, matrix_view<value_type const> encoded, tape& saved,
                 matrix_view<value_type> tag_vectors) const {
      auto const state_to_tag = from_state().weight(context.parameters);
      from_encoder().forward(context, encoded, tag_vectors);
      auto const state = lstm_.forward(context, {}, tag_vectors, state_to_tag, saved);
      context.device.multiply(transpose::no, transpose::yes, 1, state, state_to_tag, 1, tag_vectors);
    }

    /// `tag_gradient`: (rows, t), overwritten; `encoded_gradient`: (rows, e), added to.
    void backward(pass_context<D> const& context, matrix_view<value_type const> encoded, tape& saved,
                  matrix_view<value_type> tag_gradient, matrix_view<value_type> encoded_gradient) const {
      auto& device = context.device;
      auto const state_to_tag = from_state().weight(context.parameters);
      auto const state_to_tag_gradient = from_state().weight(context.gradients);
      device.multiply(transpose::yes, transpose::no, 1, tag_gradient, saved.state.view(), 1, state_to_tag_gradient);
      device.multiply(transpose::no, transpose::no, 1, tag_gradient, state_to_tag, 0,
                      lstm_.state_gradient(context, saved));
      // u_{t+1} is the part of T_t that does not depend on h_t: its gradient is added to that of T_t, after the part of
      // h_t.
      device.add(lstm_.backward(context, {}, state_to_tag, saved, {}, state_to_tag_gradient), tag_gradient);
      from_encoder().backward(context, encoded, tag_gradient, 1, encoded_gradient);
    }

   private:
    /// The parts A e + b_T and B h + b_T of T = A e + B h + b_T.
    [[nodiscard]] linear from_encoder() const { return tag_.part(0, encoded_); }
    [[nodiscard]] linear from_state() const { return tag_.part(encoded_, hidden_); }

    std::size_t encoded_;
    std::size_t hidden_;
    detail::decoder_lstm<D> lstm_;
    linear tag_;
  };
};

}  // namespace hmt
