// SPDX-License-Identifier: MIT
// A whole model as an ONNX graph: from words to the scores of every task's labels.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "hmt/core/static_for.hpp"
#include "hmt/hierarchy/hierarchy.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/onnx/builder.hpp"
#include "hmt/onnx/decoders.hpp"
#include "hmt/onnx/encoders.hpp"
#include "hmt/onnx/features.hpp"
#include "hmt/onnx/tasks.hpp"

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

  /// Adds the encoder of a task, appends its output to `encoded`, and adds the rest of the task.
  template <class Task>
  static void add_task(onnx_builder& to, model_type const& model, std::string const& embedded,
                       std::vector<std::string>& encoded, auto k) {
    std::string const name(model.names[k]);
    std::vector<std::string> seen{embedded};
    seen.insert(seen.end(), encoded.begin() + static_cast<std::ptrdiff_t>(Task::connectivity::first(k)), encoded.end());
    encoded.push_back(add_to_onnx<typename Task::encoder>(to, name, to.concatenated(seen)));
    add_to_onnx_as<Task>("the task '" + name + "'", to, model.template scheme<k>(), encoded.back());
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
