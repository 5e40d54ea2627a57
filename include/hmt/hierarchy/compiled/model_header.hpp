// SPDX-License-Identifier: MIT
// The metadata of model files, written and read: the part of hierarchy/model_header.hpp that knows JSON.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/compiled.hpp"
#include "hmt/core/error.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/safetensors.hpp"
#include "hmt/hierarchy/model_header.hpp"

namespace hmt {

namespace detail {

[[nodiscard]] inline json_value json_of(model_configuration const& of) {
  auto tasks = json_value::array();
  for (auto const& parts : of.tasks) {
    auto& task = tasks.emplace_back(json_value::object());
    for (auto const& [part, spelling] : parts) task[part] = spelling;
  }
  auto json = json_value::object();
  json["embedding"] = of.embedding;
  json["tasks"] = std::move(tasks);
  return json;
}

/// The first difference of two configurations, as text; empty if none. An extra element of one is compared with null.
[[nodiscard]] inline std::string first_difference(json_value const& expected, json_value const& found,
                                                  std::string const& path = {}) {
  if (expected == found) return {};
  auto const is_object = expected.is_object() && found.is_object();
  if (is_object || (expected.is_array() && found.is_array())) {
    auto const all = expected.size() < found.size() ? found : expected;
    std::size_t number = 0;
    for (auto const& [key, unused] : all.items()) {
      auto const value = [&, &key = key](json_value const& in) {
        return is_object ? in.value(key, json_value()) : number < in.size() ? in[number] : json_value();
      };
      if (auto text = first_difference(value(expected), value(found), path + "/" + key); !text.empty()) return text;
      ++number;
    }
  }
  auto const text = [](json_value const& value) { return value.is_null() ? "nothing" : value.dump(); };
  return path + " is " + text(found) + ", this program's model has " + text(expected);
}

/// The JSON value of a key. Throws as `model_header` does.
[[nodiscard]] inline json_value json_in(model_header const& header, std::string const& key) {
  auto parsed = parse_json(header.text(key), bad_json::is_discarded);
  if (parsed.is_discarded()) header.refuse("model-file", "the metadata '" + key + "' is not JSON: the file is damaged");
  return parsed;
}

HMT_INLINE std::string to_json_text(std::span<std::string const> texts) {
  auto list = json_value::array();
  for (auto const& text : texts) list.push_back(text);
  return list.dump();
}

HMT_INLINE model_header::model_header(safetensors_file const& file) : file_(&file) {
  if (auto const& format = text("format"); format != model_format)
    refuse("model-mismatch", "format '" + format + "', this program reads '" + std::string(model_format) + "'");
}

HMT_INLINE std::string const& model_header::text(std::string const& key) const {
  auto const found = file_->metadata().find(key);
  if (found == file_->metadata().end())
    refuse("model-file", "a safetensors file without the metadata '" + key + "': it was not written by hmt");
  return found->second;
}

HMT_INLINE std::vector<std::string> model_header::texts(std::string const& key) const {
  auto list = json_in(*this, key);
  if (!list.is_array() || !std::ranges::all_of(list, [](auto const& one) { return one.is_string(); }))
    refuse("model-file", "the metadata '" + key + "' is not an array of strings: the file is damaged");
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (auto& one : list) texts.push_back(std::move(one.template get_ref<std::string&>()));
  return texts;
}

HMT_INLINE model_configuration model_header::configuration() const {
  auto const json = json_in(*this, "configuration");
  auto const text = [](json_value const& value) {
    return value.is_string() ? value.get_ref<std::string const&>() : std::string();
  };
  model_configuration found;
  if (!json.is_object()) return found;
  if (auto const embedding = json.find("embedding"); embedding != json.end()) found.embedding = text(*embedding);
  if (auto const tasks = json.find("tasks"); tasks != json.end() && tasks->is_array())
    for (auto const& task : *tasks) {
      auto& parts = found.tasks.emplace_back();
      if (task.is_object())
        for (auto const& [part, spelling] : task.items()) parts.emplace_back(part, text(spelling));
    }
  return found;
}

HMT_INLINE void model_header::require(model_configuration const& expected) const {
  if (auto const difference = first_difference(json_of(expected), json_in(*this, "configuration")); !difference.empty())
    refuse("model-mismatch", "a model of another configuration: " + difference +
                                 "; use the program that trained it, or train anew with this one");
}

HMT_INLINE void model_header::refuse(std::string_view code, std::string const& message) const {
  throw data_error(code, file_position{file_->path()}, message);
}

HMT_INLINE tensor_entry const& model_header::tensor(std::string const& name,
                                                    std::vector<std::size_t> const& shape) const {
  auto const* const found = file_->find(name);
  if (found == nullptr) refuse("model-mismatch", "the tensor '" + name + "' is missing");
  if (found->shape != shape)
    refuse("model-mismatch", "the tensor '" + name + "' has shape " + json_value(found->shape).dump() + ", expected " +
                                 json_value(shape).dump());
  return *found;
}

}  // namespace detail

HMT_INLINE std::string to_json_text(model_configuration const& of) { return detail::json_of(of).dump(); }

}  // namespace hmt
