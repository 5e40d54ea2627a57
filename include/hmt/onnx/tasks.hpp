// SPDX-License-Identifier: MIT
// Tasks as ONNX nodes: from an encoder's output, (time, batch, e), to the scores of labels and their probabilities.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hmt/hierarchy/output_layer.hpp"
#include "hmt/hierarchy/task.hpp"
#include "hmt/onnx/builder.hpp"
#include "hmt/onnx/decoders.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

/// Softmax over the last extent, as the value `<task>.probabilities`.
template <>
struct onnx_converter<softmax_output> {
  static std::string add(onnx_builder& to, std::string const& task, std::string const& scores) {
    auto name = task + ".probabilities";
    to.graph.nodes.push_back({"Softmax", {scores}, {name}, {{"axis", std::int64_t{-1}}}});
    return name;
  }
};

/// The decoder, the output layer's scores and its probabilities: both are outputs of the graph, (batch, time, labels),
/// with several sequences (batch, time, sequences, labels).
template <class Scheme, class Encoder, class Decoder, class Connectivity, class Objective, class Output>
struct onnx_converter<task<Scheme, Encoder, Decoder, Connectivity, Objective, Output>> {
  static std::string add(onnx_builder& to, Scheme const& scheme, std::string const& encoded) {
    std::string const name(Scheme::task_name);
    auto const tags = add_to_onnx<Decoder>(to, name, encoded);
    auto const rows =
        to.with_bias(to.product(tags, to.weight(name + ".output.weight")), to.weight(name + ".output.bias"));
    auto const by_sentence = to.add("Transpose", {rows}, {{"perm", std::vector<std::int64_t>{1, 0, 2}}});
    std::vector<std::string> extents{"batch", "time"};
    std::vector<std::int64_t> shape{0, 0};
    auto const extend = [&](std::size_t extent) {
      extents.push_back(std::to_string(extent));
      shape.push_back(static_cast<std::int64_t>(extent));
    };
    auto const [sequences, labels] = shape_of(scheme);
    if (sequences > 1) extend(sequences);
    extend(labels);
    auto const scores = name + ".scores";
    to.graph.nodes.push_back({"Reshape", {by_sentence, to.constant(shape)}, {scores}, {}});
    auto probabilities = add_to_onnx<Output>(to, name, scores);
    for (auto const& value : {scores, probabilities})
      to.graph.outputs.push_back({value, onnx_port::type::float32, extents});
    return probabilities;
  }
};

}  // namespace hmt
