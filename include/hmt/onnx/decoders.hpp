// SPDX-License-Identifier: MIT
// Decoders as ONNX nodes: from an encoder's output to tag vectors, both (time, batch, width).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hmt/decoder/linear_decoder.hpp"
#include "hmt/decoder/lstm_decoder.hpp"
#include "hmt/decoder/tag_feedback_lstm.hpp"
#include "hmt/onnx/builder.hpp"

namespace hmt {

namespace detail {

/// R + W B, see `decoder_lstm`: the feedback of tag vectors becomes part of the recurrent weights.
inline onnx_matrix folded(onnx_matrix recurrent, onnx_matrix const& tag_input, onnx_matrix const& state_to_tag) {
  for (std::size_t r = 0; r < recurrent.rows; ++r)
    for (std::size_t c = 0; c < recurrent.columns; ++c) {
      double sum = recurrent(r, c);
      for (std::size_t k = 0; k < tag_input.columns; ++k)
        sum += static_cast<double>(tag_input(r, k)) * static_cast<double>(state_to_tag(k, c));
      recurrent.values[r * recurrent.columns + c] = static_cast<float>(sum);
    }
  return recurrent;
}

}  // namespace detail

/// A plain LSTM with the feedback folded in, and the tag vectors of eq. 3.
template <std::size_t Hidden, std::size_t TagVector>
struct onnx_converter<tag_feedback_lstm<Hidden, TagVector>> {
  static std::string add(onnx_builder& to, std::string const& prefix, std::string const& encoded) {
    auto const tag_weight = to.weight(prefix + ".tag_vector.weight");
    auto weights = to.lstm_weights(prefix + ".decoder");
    auto const hidden = weights.recurrent.columns;
    auto const width = tag_weight.columns - hidden;
    auto const state_to_tag = tag_weight.column_block(width, hidden);
    auto const from_encoder =
        to.with_bias(to.product(encoded, tag_weight.column_block(0, width)), to.weight(prefix + ".tag_vector.bias"));
    weights.recurrent = detail::folded(weights.recurrent, weights.input, state_to_tag);
    auto const state = to.lstm_over_words(to.shifted(from_encoder), {weights});
    return to.add("Add", {from_encoder, to.product(state, state_to_tag)});
  }
};

/// The same, without the encoder's part of the tag vector.
template <std::size_t Hidden, std::size_t TagVector, class Feedback>
struct onnx_converter<lstm_decoder<Hidden, TagVector, Feedback>> {
  static std::string add(onnx_builder& to, std::string const& prefix, std::string const& encoded) {
    auto const state_to_tag = to.weight(prefix + ".tag_vector.weight");
    auto const tag_bias = to.weight(prefix + ".tag_vector.bias");
    auto weights = to.lstm_weights(prefix + ".decoder");
    std::vector<std::string> inputs{encoded};
    if constexpr (Feedback::present) {
      auto const tags = state_to_tag.rows;
      auto const extents = to.add("Slice", {to.add("Shape", {encoded}), to.constant(std::vector<std::int64_t>{0}),
                                            to.constant(std::vector<std::int64_t>{2})});
      auto const shape =
          to.concatenated({extents, to.constant(std::vector<std::int64_t>{static_cast<std::int64_t>(tags)})});
      inputs.push_back(to.shifted(to.add("Expand", {to.constant({tags}, tag_bias.values), shape})));
      auto const width = weights.input.columns - tags;
      weights.recurrent = detail::folded(weights.recurrent, weights.input.column_block(width, tags), state_to_tag);
    }
    auto const state = to.lstm_over_words(to.concatenated(inputs), {weights});
    return to.with_bias(to.product(state, state_to_tag), tag_bias);
  }
};

/// No node.
template <>
struct onnx_converter<linear_decoder> {
  static std::string add(onnx_builder&, std::string const&, std::string const& encoded) { return encoded; }
};

}  // namespace hmt
