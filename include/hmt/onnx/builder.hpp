// SPDX-License-Identifier: MIT
// Builds an ONNX graph node by node; a model's policies add their nodes through it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hmt/core/compiled.hpp"
#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/onnx/graph.hpp"

namespace hmt {

/// A matrix of weights on the host, row-major.
struct onnx_matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<float> values;

  [[nodiscard]] float operator()(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
  [[nodiscard]] onnx_matrix column_block(std::size_t first, std::size_t count) const {
    onnx_matrix block{rows, count, {}};
    for (std::size_t r = 0; r < rows; ++r)
      block.values.insert(block.values.end(), values.begin() + static_cast<std::ptrdiff_t>(r * columns + first),
                          values.begin() + static_cast<std::ptrdiff_t>(r * columns + first + count));
    return block;
  }
  [[nodiscard]] onnx_matrix transposed() const {
    onnx_matrix result{columns, rows, std::vector<float>(values.size())};
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) result.values[c * rows + r] = (*this)(r, c);
    return result;
  }
};

/// The weights of one direction of an LSTM, gates in the order i, f, g, o as in models; `peephole` may be empty.
struct onnx_lstm {
  onnx_matrix input, recurrent, bias, peephole;
};

/// Adds nodes and constants to a graph; a value is identified by its name, which each function returns. Values of words
/// are (time, batch, width). Allocates; for one thread.
class onnx_builder {
 public:
  /// `tensors` are in `parameters`, which must outlive the builder.
  HMT_INLINE onnx_builder(parameter_list const& tensors, std::span<float const> parameters);

  onnx_graph graph;

  /// A tensor of the model. Requires: it exists.
  [[nodiscard]] HMT_INLINE onnx_matrix weight(std::string const& name) const;
  /// The weights under a prefix, as `lstm_parameters` names them.
  [[nodiscard]] HMT_INLINE onnx_lstm lstm_weights(std::string const& prefix) const;

  HMT_INLINE std::string constant(std::vector<std::size_t> shape, std::vector<float> values);
  HMT_INLINE std::string constant(std::vector<std::int64_t> values);

  /// The first output of a new node.
  HMT_INLINE std::string add(std::string const& kind, std::vector<std::string> inputs,
                             decltype(onnx_node::attributes) attributes = {});
  /// Rows of a table.
  HMT_INLINE std::string gather(onnx_matrix table, std::string const& numbers);
  /// Concatenated values.
  HMT_INLINE std::string concatenated(std::vector<std::string> const& values);
  /// x W^T.
  HMT_INLINE std::string product(std::string const& x, onnx_matrix const& weight);
  HMT_INLINE std::string with_bias(std::string const& x, onnx_matrix const& bias);
  /// Each word gets the value of the previous one, the first word zeros.
  HMT_INLINE std::string shifted(std::string const& x);
  /// ONNX's LSTM in one or both directions, over `steps` (batch) steps of each sequence. Its three outputs.
  HMT_INLINE std::vector<std::string> lstm(std::string const& x, std::vector<onnx_lstm> const& directions,
                                           std::string const& steps);
  /// The states of an LSTM over words, directions concatenated: (time, batch, directions * hidden).
  HMT_INLINE std::string lstm_over_words(std::string const& x, std::vector<onnx_lstm> const& directions);

  // The input of every graph.
  inline static std::string const lengths = "lengths";  ///< (batch): words of each sentence, at least 1

 private:
  HMT_INLINE std::string new_name(std::string const& kind);
  HMT_INLINE std::string add_constant(onnx_constant one);

  std::span<float const> parameters_;
  std::map<std::string, parameter_slot> slots_;
  std::size_t names_ = 0;
};

/// Converts a policy of a model to nodes: `onnx_converter<Policy>` has a static `add`, specialised for encoders,
/// decoders, features, output layers and tasks, which returns the name of its result. A policy without one
/// cannot be exported.
template <class Policy>
struct onnx_converter {};

/// The nodes of a policy, called `name` in messages. Throws `config_error` (`onnx-part`) for a policy without an
/// `onnx_converter`.
template <class Policy, class... Arguments>
std::string add_to_onnx_as(std::string const& name, Arguments&&... arguments) {
  if constexpr (requires { onnx_converter<Policy>::add(std::forward<Arguments>(arguments)...); })
    return onnx_converter<Policy>::add(std::forward<Arguments>(arguments)...);
  else
    throw config_error("onnx-part", "expected a model whose parts can be exported to ONNX, found " + name);
}

/// The same for a policy that spells itself.
template <class Policy, class... Arguments>
std::string add_to_onnx(Arguments&&... arguments) {
  return add_to_onnx_as<Policy>(Policy().description(), std::forward<Arguments>(arguments)...);
}

}  // namespace hmt

#ifndef HMT_FILES_COMPILED
#include "hmt/onnx/compiled/builder.hpp"
#endif
