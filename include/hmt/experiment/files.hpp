// SPDX-License-Identifier: MIT
// The commands that need no model type: `info` of a model file, `convert` of a corpus.
#pragma once

#include <cstddef>
#include <sstream>
#include <string>

#include <fmt/core.h>

#include "hmt/core/file.hpp"
#include "hmt/core/json.hpp"
#include "hmt/corpus/jsonl.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/hierarchy/safetensors.hpp"

namespace hmt::experiment {

/// Prints what a model file says of itself: metadata (lists as their lengths) and tensors with their shapes; as JSON:
/// `file`, `metadata` (parsed), `tensors` (name -> shape). Throws `data_error` (`file-open`, `model-file`).
inline void info(data_settings const& settings) {
  safetensors_file const file(settings.model);
  json_value json{{"file", settings.model}, {"metadata", json_value::object()}};
  for (auto const& [key, value] : file.metadata()) {
    auto parsed = hmt::detail::parse_json(value, hmt::detail::bad_json::is_discarded);
    json["metadata"][key] = parsed.is_discarded() ? json_value(value) : std::move(parsed);
  }
  std::size_t numbers = 0;
  for (auto const& tensor : file.tensors()) {
    json["tensors"][tensor.name] = tensor.shape;
    numbers += tensor.values.size();
  }
  if (settings.json) {
    write_result(json.dump(2) + "\n");
    return;
  }
  auto text = fmt::format("{}: {} tensors, {} numbers\n", settings.model, file.tensors().size(), numbers);
  for (auto const& [key, value] : json["metadata"].items())
    text +=
        fmt::format("  {:16}  {}\n", key, value.is_array() ? fmt::format("{} entries", value.size()) : value.dump());
  for (auto const& tensor : file.tensors())
    text += fmt::format("  {:>12}  {}\n", json_value(tensor.shape).dump(), tensor.name);
  write_result(text);
}

/// Writes a corpus in the JSON-lines form, to a file or to standard output. Throws what reading and writing throw.
inline void convert(data_settings const& settings) {
  auto data = read(settings.data, settings.reading);
  if (!settings.types.empty()) complete_types(data, settings.types);
  std::ostringstream text;
  write_jsonl(data.sentences, text);
  if (settings.output.empty()) {
    write_result(text.str());
    return;
  }
  output_file file(settings.output);
  file.write(text.str());
  file.commit();
}

}  // namespace hmt::experiment
