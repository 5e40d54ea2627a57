// SPDX-License-Identifier: MIT
// A model on disk: one safetensors file with tensors, labels, words and configuration.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/safetensors.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/encoder/model_options.hpp"
#include "hmt/hierarchy/model_header.hpp"
#include "hmt/hierarchy/network.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/tagging/label_set.hpp"

namespace hmt {

template <Device D, class Embedding, class... Tasks>
class hierarchy;

namespace detail {

/// Whether all numbers are finite. Reads all of them, without branches, so that the compiler can vectorise the loop.
inline bool all_finite(std::span<float const> values) {
  constexpr std::uint32_t exponent = 0x7f800000;  // all of its bits are set in infinities and NaN
  bool found = false;
  for (float const value : values) found |= (std::bit_cast<std::uint32_t>(value) & exponent) == exponent;
  return !found;
}

/// Copies numbers of a file into a device's memory. Returns false, with the copy incomplete, if one is not finite. A
/// single pass, in pieces that stay in cache between check and copy.
template <Device D>
bool upload_finite(D& device, std::span<float const> values, std::span<typename D::value_type> into) {
  using value_type = typename D::value_type;
  constexpr std::size_t piece = 8192;
  std::vector<value_type> converted;
  for (std::size_t first = 0; first < values.size(); first += piece) {
    auto const part = values.subspan(first, std::min(piece, values.size() - first));
    if (!all_finite(part)) return false;
    std::span<value_type const> copied;
    if constexpr (std::is_same_v<value_type, float>) {
      copied = part;
    } else {
      converted.assign(part.begin(), part.end());
      copied = converted;
    }
    device.upload(copied, into.subspan(first, part.size()));
  }
  return true;
}

}  // namespace detail

/// The configuration of a model with these options, as in its file: embedding and tasks, spelled like the types with
/// all numbers, without the device. Throws `config_error` (`model-options`) for an option out of range.
template <class Model>
model_configuration configuration(model_options const& options = {}) {
  return Model::policies_type::from(options).configuration();
}

/// The metadata of a model file: `format`, `configuration`, `words` and other states of inputs, by the input's name,
/// `labels.<task>` and the model's notes.
template <class Model>
std::map<std::string, std::string> metadata_of(Model const& model) {
  std::map<std::string, std::string> metadata = model.metadata();
  metadata["format"] = std::string(model_format);
  metadata["configuration"] = to_json_text(model.configuration());
  Model::states_type::for_each_input([&]<class I>(std::type_identity<I>) {
    metadata[std::string(I::name)] = detail::to_json_text(I::texts(model.states().template of<I>()));
  });
  detail::static_for<Model::task_count>([&](auto k) {
    metadata["labels." + std::string(Model::names[k])] =
        detail::to_json_text(model.template scheme<k>().labels().names());
  });
  return metadata;
}

/// Writes a model: the tensors of all groups that are saved, in their order, as float32; metadata as in `metadata_of`
/// (design of the names: `docs/data-formats.md`). The file is written atomically. Throws `data_error` (`file-write`).
template <class Model>
void save_model(Model const& model, std::string const& path) {
  typename Model::device_type device;
  auto const& parameters = model.parameters();
  auto const values = parameters.download(device);
  std::vector<tensor_entry> entries;
  for (auto const& tensor : parameters.list().all())
    if (parameters.group_of(tensor).saved)
      entries.push_back({tensor.name, tensor.shape, tensor.slot.vector(std::span(values))});
  write_safetensors(path, metadata_of(model), entries);
}

/// Reads a model of this type; numbers that the type leaves open come from the file, and tensors of groups that are not
/// saved stay zero. Throws `data_error` (`model-file` for a file that is no model, or damaged; `model-mismatch` for a
/// model of another configuration, labels or shapes), naming the file, what was expected and found.
template <class Model>
Model load_model(std::string const& path) {
  using value_type = typename Model::value_type;
  safetensors_file const file(path);
  detail::model_header const header(file);
  auto const policies = Model::policies_type::from(header.configuration());
  header.require(policies.configuration());

  std::array<std::vector<std::string>, Model::task_count> label_names;
  for (std::size_t k = 0; k < label_names.size(); ++k)
    label_names[k] = header.texts("labels." + std::string(Model::names[k]));
  std::map<std::string, std::vector<std::string>> texts;  // the inputs' states
  Model::states_type::for_each_input(
      [&]<class I>(std::type_identity<I>) { texts.emplace(I::name, header.texts(std::string(I::name))); });
  auto const as_expected = [&](auto const& make) {
    try {
      return make();
    } catch (error const& problem) {
      throw data_error("model-mismatch", file_position{path}, problem.what());
    }
  };
  auto const labels = as_expected([&] {
    std::array<label_set, Model::task_count> sets;
    for (std::size_t k = 0; k < sets.size(); ++k) sets[k] = label_set(label_names[k]);
    return sets;
  });
  auto states = as_expected([&] {
    return Model::states_type::made_by(
        [&]<class I>(std::type_identity<I>) { return typename I::state(std::move(texts.at(std::string(I::name)))); });
  });

  // The sizes come from the file, so check that its tensors have them before allocating memory.
  auto const tensors = as_expected([&] { return Model::tensors_of(policies, states, labels); });
  for (auto const& tensor : tensors.all())
    if (tensors.groups()[tensor.group].saved) (void)header.tensor(tensor.name, tensor.shape);

  Model model(std::move(states), labels, policies);
  auto const read_tensor = [&](std::string const& name, std::vector<std::size_t> const& shape,
                               std::span<value_type> into) {
    if (!detail::upload_finite(model.device(), header.tensor(name, shape).values, into))
      header.refuse("model-file", "the tensor '" + name + "' holds numbers that are not finite");
  };
  for (auto const& tensor : model.parameters().list().all())
    if (model.parameters().group_of(tensor).saved)
      read_tensor(tensor.name, tensor.shape, tensor.slot.vector(model.parameters().values()));
  for (auto const& [key, value] : file.metadata())
    if (key != "format" && key != "configuration" && !texts.contains(key) && !key.starts_with("labels."))
      model.metadata().emplace(key, value);
  return model;
}

}  // namespace hmt
