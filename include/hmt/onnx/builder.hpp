// SPDX-License-Identifier: MIT
// Builds an ONNX graph node by node; a model's policies add their nodes through it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

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
  onnx_builder(parameter_list const& tensors, std::span<float const> parameters) : parameters_(parameters) {
    for (auto const& each : tensors.all()) slots_[each.name] = each.slot;
  }

  onnx_graph graph;

  /// A tensor of the model. Requires: it exists.
  [[nodiscard]] onnx_matrix weight(std::string const& name) const {
    auto const& slot = slots_.at(name);
    auto const values = slot.vector(parameters_);
    return {slot.rows, slot.columns, {values.begin(), values.end()}};
  }

  /// The weights under a prefix, as `lstm_parameters` names them.
  [[nodiscard]] onnx_lstm lstm_weights(std::string const& prefix) const {
    onnx_lstm weights{
        weight(prefix + ".input_weight"), weight(prefix + ".recurrent_weight"), weight(prefix + ".bias"), {}};
    if (slots_.contains(prefix + ".peephole")) weights.peephole = weight(prefix + ".peephole");
    return weights;
  }

  std::string constant(std::vector<std::size_t> shape, std::vector<float> values) {
    return add_constant({new_name("constant"), std::move(shape), std::move(values)});
  }
  std::string constant(std::vector<std::int64_t> values) {
    std::size_t const size = values.size();
    return add_constant({new_name("constant"), {size}, std::move(values)});
  }

  /// The first output of a new node.
  std::string add(std::string const& kind, std::vector<std::string> inputs,
                  decltype(onnx_node::attributes) attributes = {}) {
    auto name = new_name(kind);
    graph.nodes.push_back({kind, std::move(inputs), {name}, std::move(attributes)});
    return name;
  }

  /// Rows of a table.
  std::string gather(onnx_matrix table, std::string const& numbers) {
    return add("Gather", {constant({table.rows, table.columns}, std::move(table.values)), numbers});
  }

  /// Concatenated values.
  std::string concatenated(std::vector<std::string> const& values) {
    return values.size() == 1 ? values.front() : add("Concat", values, {{"axis", std::int64_t{-1}}});
  }

  /// x W^T.
  std::string product(std::string const& x, onnx_matrix const& weight) {
    auto turned = weight.transposed();
    return add("MatMul", {x, constant({turned.rows, turned.columns}, std::move(turned.values))});
  }
  std::string with_bias(std::string const& x, onnx_matrix const& bias) {
    return add("Add", {x, constant({bias.values.size()}, bias.values)});
  }

  /// Each word gets the value of the previous one, the first word zeros.
  std::string shifted(std::string const& x) {
    auto const longer = add("Pad", {x, constant(std::vector<std::int64_t>{1, 0, 0, 0, 0, 0})});
    return add("Slice", {longer, constant(std::vector<std::int64_t>{0}), constant(std::vector<std::int64_t>{-1}),
                         constant(std::vector<std::int64_t>{0})});
  }

  /// ONNX's LSTM in one or both directions, over `steps` (batch) steps of each sequence. Its three outputs.
  std::vector<std::string> lstm(std::string const& x, std::vector<onnx_lstm> const& directions,
                                std::string const& steps) {
    std::size_t const directions_in_all = directions.size(), hidden = directions.front().recurrent.columns,
                      width = directions.front().input.columns;
    std::vector<float> input, recurrent, bias, peephole;
    for (auto const& each : directions) {
      append(in_order_of_onnx(each.input.values, 4), input);
      append(in_order_of_onnx(each.recurrent.values, 4), recurrent);
      append(in_order_of_onnx(each.bias.values, 4), bias);
      bias.resize(bias.size() + 4 * hidden);  // ONNX has a second bias, of the recurrent product
      append(in_order_of_onnx(each.peephole.values, 3), peephole);
    }
    std::vector<std::string> inputs{x, constant({directions_in_all, 4 * hidden, width}, std::move(input)),
                                    constant({directions_in_all, 4 * hidden, hidden}, std::move(recurrent)),
                                    constant({directions_in_all, 8 * hidden}, std::move(bias)), steps};
    if (!peephole.empty()) {
      inputs.insert(inputs.end(), 2, "");  // zero states
      inputs.push_back(constant({directions_in_all, 3 * hidden}, std::move(peephole)));
    }
    std::vector<std::string> outputs{new_name("states"), new_name("last_state"), new_name("last_cell")};
    graph.nodes.push_back({"LSTM",
                           std::move(inputs),
                           outputs,
                           {{"hidden_size", static_cast<std::int64_t>(hidden)},
                            {"direction", std::string(directions_in_all == 2 ? "bidirectional" : "forward")}}});
    return outputs;
  }

  /// The states of an LSTM over words, directions concatenated: (time, batch, directions * hidden).
  std::string lstm_over_words(std::string const& x, std::vector<onnx_lstm> const& directions) {
    auto const states = lstm(x, directions, lengths).front();  // (time, directions, batch, hidden)
    auto const turned = add("Transpose", {states}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}});
    return add("Reshape", {turned, constant(std::vector<std::int64_t>{0, 0, -1})});
  }

  // The input of every graph.
  inline static std::string const lengths = "lengths";  ///< (batch): words of each sentence, at least 1

 private:
  /// Reorders blocks of gates from i, f, g, o to i, o, f, g; of three, from i, f, o to i, o, f.
  static std::vector<float> in_order_of_onnx(std::vector<float> const& values, std::size_t blocks) {
    constexpr std::size_t order_of_four[] = {0, 3, 1, 2}, order_of_three[] = {0, 2, 1};
    auto const size = values.size() / blocks;
    std::vector<float> ordered;
    for (auto const block : blocks == 4 ? std::span<std::size_t const>(order_of_four) : order_of_three)
      ordered.insert(ordered.end(), values.begin() + static_cast<std::ptrdiff_t>(block * size),
                     values.begin() + static_cast<std::ptrdiff_t>((block + 1) * size));
    return ordered;
  }
  static void append(std::vector<float> const& values, std::vector<float>& to) {
    to.insert(to.end(), values.begin(), values.end());
  }

  std::string new_name(std::string const& kind) { return kind + "_" + std::to_string(++names_); }
  std::string add_constant(onnx_constant one) {
    graph.constants.push_back(std::move(one));
    return graph.constants.back().name;
  }

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
