// SPDX-License-Identifier: MIT
// Encoders as ONNX nodes: from an encoder's input to its output, both (time, batch, width).
#pragma once

#include <cstddef>
#include <string>

#include "hmt/encoder/bilstm.hpp"
#include "hmt/encoder/identity.hpp"
#include "hmt/encoder/lstm.hpp"
#include "hmt/encoder/stacked.hpp"
#include "hmt/onnx/builder.hpp"

namespace hmt {

/// ONNX's LSTM in both directions.
template <std::size_t Hidden, class Peephole>
struct onnx_converter<bilstm<Hidden, Peephole>> {
  static std::string add(onnx_builder& to, std::string const& prefix, std::string const& input) {
    return to.lstm_over_words(
        input, {to.lstm_weights(prefix + ".encoder.forward"), to.lstm_weights(prefix + ".encoder.backward")});
  }
};

/// ONNX's LSTM.
template <std::size_t Hidden, class Peephole>
struct onnx_converter<lstm<Hidden, Peephole>> {
  static std::string add(onnx_builder& to, std::string const& prefix, std::string const& input) {
    return to.lstm_over_words(input, {to.lstm_weights(prefix + ".encoder.forward")});
  }
};

/// One encoder after the other.
template <class Lower, class Upper>
struct onnx_converter<stacked<Lower, Upper>> {
  static std::string add(onnx_builder& to, std::string const& prefix, std::string const& input) {
    auto const between = add_to_onnx<Lower>(to, prefix + ".encoder.lower", input);
    return add_to_onnx<Upper>(to, prefix + ".encoder.upper", between);
  }
};

/// No node.
template <>
struct onnx_converter<identity> {
  static std::string add(onnx_builder&, std::string const&, std::string const& input) { return input; }
};

}  // namespace hmt
