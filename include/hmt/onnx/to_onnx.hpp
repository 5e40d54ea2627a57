// SPDX-License-Identifier: MIT
// A whole model as an ONNX graph: from words to the scores of every task's labels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/static_for.hpp"
#include "hmt/hierarchy/hierarchy.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/hierarchy/output_layer.hpp"
#include "hmt/onnx/builder.hpp"
#include "hmt/onnx/decoders.hpp"
#include "hmt/onnx/encoders.hpp"
#include "hmt/onnx/features.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

namespace detail {

template <class Model>
struct model_as_onnx;

template <class D, class Embedding, class... Tasks>
struct model_as_onnx<hierarchy<D, Embedding, Tasks...>> {
  using model_type = hierarchy<D, Embedding, Tasks...>;

  /// Concatenated word vectors and features: (time, batch, width).
  template <class... Features>
  static std::string embedded(onnx_builder& to, concatenated<Features...>*) {
    to.graph.inputs = {{onnx_builder::lengths, onnx_port::type::int32, {"batch"}}};
    return to.concatenated({add_to_onnx<Features>(to)...});
  }

  /// Adds the encoder of a task, its decoder and its outputs; appends the encoder's output to `encoded`.
  template <class Task>
  static void add_task(onnx_builder& to, model_type const& model, std::string const& embedded,
                       std::vector<std::string>& encoded, auto k) {
    if constexpr (!requires { typename Task::output; })
      throw config_error("onnx-part", "expected tasks that tag words, found '" + std::string(model.names[k]) + "'");
    else {
      if constexpr (!std::is_same_v<typename Task::output, softmax_output>)
        throw config_error("onnx-part",
                           "expected labels that are independent of each other, found " + Task::output::description());
      std::string const name(model.names[k]);
      std::vector<std::string> seen{embedded};
      seen.insert(seen.end(), encoded.begin() + static_cast<std::ptrdiff_t>(Task::connectivity::first(k)),
                  encoded.end());
      encoded.push_back(add_to_onnx<typename Task::encoder>(to, name, to.concatenated(seen)));
      auto const tags = add_to_onnx<typename Task::decoder>(to, name, encoded.back());
      auto const rows =
          to.with_bias(to.product(tags, to.weight(name + ".output.weight")), to.weight(name + ".output.bias"));
      auto const by_sentence = to.add("Transpose", {rows}, {{"perm", std::vector<std::int64_t>{1, 0, 2}}});
      auto const [sequences, labels] = shape_of(model.template scheme<k>());
      std::vector<std::string> extents{"batch", "time"};
      std::vector<std::int64_t> shape{0, 0};
      if (sequences > 1) {
        extents.push_back(std::to_string(sequences));
        shape.push_back(static_cast<std::int64_t>(sequences));
      }
      extents.push_back(std::to_string(labels));
      shape.push_back(static_cast<std::int64_t>(labels));
      to.graph.nodes.push_back({"Reshape", {by_sentence, to.constant(shape)}, {name + ".scores"}, {}});
      to.graph.nodes.push_back(
          {"Softmax", {name + ".scores"}, {name + ".probabilities"}, {{"axis", std::int64_t{-1}}}});
      for (auto const* const what : {".scores", ".probabilities"})
        to.graph.outputs.push_back({name + what, onnx_port::type::float32, extents});
    }
  }

  static onnx_graph graph(model_type const& model) {
    D device;
    auto const values = model.parameters().download(device);
    onnx_builder to(model.parameters().list(), values);
    auto const input = embedded(to, static_cast<as_concatenated_t<Embedding>*>(nullptr));
    std::vector<std::string> encoded;
    static_for<sizeof...(Tasks)>(
        [&](auto k) { add_task<std::tuple_element_t<k, std::tuple<Tasks...>>>(to, model, input, encoded, k); });
    to.graph.metadata = metadata_of(model);
    return std::move(to.graph);
  }
};

}  // namespace detail

/// The graph of a model, with the metadata of its model file: `format`, `configuration`, `words`, `labels.<task>`,
/// notes. Inputs: `lengths` (batch), and the inputs of features, see `onnx_converter`: for a table of word vectors
/// `words` (batch, time). Outputs of each task: `<task>.scores` (batch, time, labels), for layered schemes (batch,
/// time, layers, labels), and `<task>.probabilities`, their softmax. They are undefined beyond a sentence's length.
/// Throws `config_error` (`onnx-part`) for policies that cannot be exported.
template <class Model>
[[nodiscard]] onnx_graph to_onnx(Model const& model) {
  return detail::model_as_onnx<Model>::graph(model);
}

}  // namespace hmt
