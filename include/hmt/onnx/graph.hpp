// SPDX-License-Identifier: MIT
// A model as an ONNX graph in plain data: the contents of a file, without the library that writes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hmt {

/// Numbers that are part of a graph, in row-major order.
struct onnx_constant {
  std::string name;
  std::vector<std::size_t> shape;
  std::variant<std::vector<float>, std::vector<std::int64_t>> values;
};

/// An operator, by its ONNX name, and the names of its inputs and outputs. An empty name means an omitted input.
struct onnx_node {
  std::string kind;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::map<std::string, std::variant<std::int64_t, std::vector<std::int64_t>, std::string>> attributes;
};

/// An input or output of a graph. An extent is a number, or a name if it depends on the batch.
struct onnx_port {
  enum class type { float32, int32, int64 };

  std::string name;
  type of = type::float32;
  std::vector<std::string> extents;
};

/// A graph: nodes in an executable order, and metadata texts.
struct onnx_graph {
  std::vector<onnx_port> inputs;
  std::vector<onnx_port> outputs;
  std::vector<onnx_node> nodes;
  std::vector<onnx_constant> constants;
  std::map<std::string, std::string> metadata;
};

}  // namespace hmt
