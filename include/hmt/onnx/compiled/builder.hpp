// SPDX-License-Identifier: MIT
// The functions of onnx/builder.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/compiled.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/onnx/builder.hpp"
#include "hmt/onnx/graph.hpp"

namespace hmt {

namespace detail {

/// Reorders blocks of gates from i, f, g, o to i, o, f, g; of three, from i, f, o to i, o, f; appends them to `to`.
inline void append_in_order_of_onnx(std::vector<float> const& values, std::size_t blocks, std::vector<float>& to) {
  constexpr std::size_t order_of_four[] = {0, 3, 1, 2}, order_of_three[] = {0, 2, 1};
  auto const size = values.size() / blocks;
  for (auto const block : blocks == 4 ? std::span<std::size_t const>(order_of_four) : order_of_three)
    to.insert(to.end(), values.begin() + static_cast<std::ptrdiff_t>(block * size),
              values.begin() + static_cast<std::ptrdiff_t>((block + 1) * size));
}

}  // namespace detail

HMT_INLINE onnx_builder::onnx_builder(parameter_list const& tensors, std::span<float const> parameters)
    : parameters_(parameters) {
  for (auto const& each : tensors.all()) slots_[each.name] = each.slot;
}

HMT_INLINE onnx_matrix onnx_builder::weight(std::string const& name) const {
  auto const& slot = slots_.at(name);
  auto const values = slot.vector(parameters_);
  return {slot.rows, slot.columns, {values.begin(), values.end()}};
}

HMT_INLINE onnx_lstm onnx_builder::lstm_weights(std::string const& prefix) const {
  onnx_lstm weights{
      weight(prefix + ".input_weight"), weight(prefix + ".recurrent_weight"), weight(prefix + ".bias"), {}};
  if (slots_.contains(prefix + ".peephole")) weights.peephole = weight(prefix + ".peephole");
  return weights;
}

HMT_INLINE std::string onnx_builder::constant(std::vector<std::size_t> shape, std::vector<float> values) {
  return add_constant({new_name("constant"), std::move(shape), std::move(values)});
}
HMT_INLINE std::string onnx_builder::constant(std::vector<std::int64_t> values) {
  std::size_t const size = values.size();
  return add_constant({new_name("constant"), {size}, std::move(values)});
}

HMT_INLINE std::string onnx_builder::add(std::string const& kind, std::vector<std::string> inputs,
                                         decltype(onnx_node::attributes) attributes) {
  auto name = new_name(kind);
  graph.nodes.push_back({kind, std::move(inputs), {name}, std::move(attributes)});
  return name;
}

HMT_INLINE std::string onnx_builder::gather(onnx_matrix table, std::string const& numbers) {
  return add("Gather", {constant({table.rows, table.columns}, std::move(table.values)), numbers});
}

HMT_INLINE std::string onnx_builder::concatenated(std::vector<std::string> const& values) {
  return values.size() == 1 ? values.front() : add("Concat", values, {{"axis", std::int64_t{-1}}});
}

HMT_INLINE std::string onnx_builder::product(std::string const& x, onnx_matrix const& weight) {
  auto turned = weight.transposed();
  return add("MatMul", {x, constant({turned.rows, turned.columns}, std::move(turned.values))});
}
HMT_INLINE std::string onnx_builder::with_bias(std::string const& x, onnx_matrix const& bias) {
  return add("Add", {x, constant({bias.values.size()}, bias.values)});
}

HMT_INLINE std::string onnx_builder::shifted(std::string const& x) {
  auto const longer = add("Pad", {x, constant(std::vector<std::int64_t>{1, 0, 0, 0, 0, 0})});
  return add("Slice", {longer, constant(std::vector<std::int64_t>{0}), constant(std::vector<std::int64_t>{-1}),
                       constant(std::vector<std::int64_t>{0})});
}

HMT_INLINE std::vector<std::string> onnx_builder::lstm(std::string const& x, std::vector<onnx_lstm> const& directions,
                                                       std::string const& steps) {
  std::size_t const directions_in_all = directions.size(), hidden = directions.front().recurrent.columns,
                    width = directions.front().input.columns;
  std::vector<float> input, recurrent, bias, peephole;
  for (auto const& each : directions) {
    detail::append_in_order_of_onnx(each.input.values, 4, input);
    detail::append_in_order_of_onnx(each.recurrent.values, 4, recurrent);
    detail::append_in_order_of_onnx(each.bias.values, 4, bias);
    bias.resize(bias.size() + 4 * hidden);  // ONNX has a second bias, of the recurrent product
    detail::append_in_order_of_onnx(each.peephole.values, 3, peephole);
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

HMT_INLINE std::string onnx_builder::lstm_over_words(std::string const& x, std::vector<onnx_lstm> const& directions) {
  auto const states = lstm(x, directions, lengths).front();  // (time, directions, batch, hidden)
  auto const turned = add("Transpose", {states}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}});
  return add("Reshape", {turned, constant(std::vector<std::int64_t>{0, 0, -1})});
}

HMT_INLINE std::string onnx_builder::new_name(std::string const& kind) { return kind + "_" + std::to_string(++names_); }
HMT_INLINE std::string onnx_builder::add_constant(onnx_constant one) {
  graph.constants.push_back(std::move(one));
  return graph.constants.back().name;
}

}  // namespace hmt
