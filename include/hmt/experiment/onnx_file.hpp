// SPDX-License-Identifier: MIT
// ONNX files, through libonnx.
#pragma once

// As Debian's libonnx was built; its CMake target sets both, too.
#ifndef ONNX_ML
#define ONNX_ML 1
#endif
#ifndef ONNX_NAMESPACE
#define ONNX_NAMESPACE onnx
#endif
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/onnx/graph.hpp"
#include "hmt/version.hpp"

namespace hmt::experiment {

namespace detail {

inline void set_port(onnx_port const& from, onnx::ValueInfoProto& to) {
  to.set_name(from.name);
  auto& tensor = *to.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(from.of == onnx_port::type::float32 ? onnx::TensorProto::FLOAT
                       : from.of == onnx_port::type::int32 ? onnx::TensorProto::INT32
                                                           : onnx::TensorProto::INT64);
  for (auto const& extent : from.extents) {
    auto& dimension = *tensor.mutable_shape()->add_dim();
    if (extent.find_first_not_of("0123456789") == std::string::npos)
      dimension.set_dim_value(std::stoll(extent));
    else
      dimension.set_dim_param(extent);
  }
}

inline void set_constant(onnx_constant const& from, onnx::TensorProto& to) {
  to.set_name(from.name);
  for (auto const extent : from.shape) to.add_dims(static_cast<std::int64_t>(extent));
  std::visit(
      [&](auto const& values) {
        using value_type = typename std::remove_cvref_t<decltype(values)>::value_type;
        to.set_data_type(std::is_same_v<value_type, float> ? onnx::TensorProto::FLOAT : onnx::TensorProto::INT64);
        to.set_raw_data(values.data(), values.size() * sizeof(value_type));  // little-endian, like the machine
      },
      from.values);
}

inline void set_node(onnx_node const& from, onnx::NodeProto& to) {
  to.set_op_type(from.kind);
  to.set_name(from.outputs.front());
  for (auto const& name : from.inputs) to.add_input(name);
  for (auto const& name : from.outputs) to.add_output(name);
  for (auto const& [name, value] : from.attributes) {
    auto& attribute = *to.add_attribute();
    attribute.set_name(name);
    if (auto const* number = std::get_if<std::int64_t>(&value)) {
      attribute.set_type(onnx::AttributeProto::INT);
      attribute.set_i(*number);
    } else if (auto const* text = std::get_if<std::string>(&value)) {
      attribute.set_type(onnx::AttributeProto::STRING);
      attribute.set_s(*text);
    } else {
      attribute.set_type(onnx::AttributeProto::INTS);
      for (auto const each : std::get<std::vector<std::int64_t>>(value)) attribute.add_ints(each);
    }
  }
}

}  // namespace detail

/// Writes a graph as a model of operator set 15, atomically. Throws `data_error` (`file-write`); `config_error`
/// (`onnx-size`) for a graph of 2 GB or more, which exceeds the limit of this format. Allocates twice the graph's size.
inline void write_onnx(onnx_graph const& graph, std::string const& path) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(15);
  model.set_producer_name("hmt");
  model.set_producer_version(fmt::format("{}.{}.{}", HMT_VERSION_MAJOR, HMT_VERSION_MINOR, HMT_VERSION_PATCH));
  for (auto const& [key, value] : graph.metadata) {
    auto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
  auto& to = *model.mutable_graph();
  to.set_name("hmt");
  for (auto const& each : graph.inputs) detail::set_port(each, *to.add_input());
  for (auto const& each : graph.outputs) detail::set_port(each, *to.add_output());
  for (auto const& each : graph.constants) detail::set_constant(each, *to.add_initializer());
  for (auto const& each : graph.nodes) detail::set_node(each, *to.add_node());

  auto const size = model.ByteSizeLong();
  if (size > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
    throw config_error("onnx-size",
                       fmt::format("{}: expected a model below 2 GB, the limit of this format, found {} MB; train with "
                                   "fewer words",
                                   path, size / 1000000));
  std::string bytes;
  model.SerializeToString(&bytes);
  write_file(path, bytes);
}

}  // namespace hmt::experiment
