// SPDX-License-Identifier: MIT
// The commands that need no model type: `info` of a model file, `convert` of a corpus.
#pragma once

#include <cstddef>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "hmt/core/file.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/safetensors.hpp"
#include "hmt/corpus/read_corpus.hpp"
#include "hmt/corpus/write_corpus.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// Prints the contents of a model file: metadata (words as their number) and tensors with their shapes, and the target
/// of each device; as JSON: `file`, `metadata` (parsed), `tensors` (name -> shape), `targets` (device -> target).
/// Throws `data_error` (`file-open`, `model-file`), and what a device's target throws.
inline void info(data_settings const& settings, std::span<device_model const> models) {
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
  for (auto const& each : models) json["targets"][each.device] = each.type->target();
  if (settings.json) {
    write_result(json.dump(2) + "\n");
    return;
  }
  auto text = fmt::format("{}: {} tensors, {} numbers\n", settings.model, file.tensors().size(), numbers);
  for (auto const& [key, value] : json["metadata"].items())
    text += fmt::format("  {:16}  {}\n", key, key == "words" ? fmt::format("{} entries", value.size()) : value.dump());
  for (auto const& tensor : file.tensors())
    text += fmt::format("  {:>12}  {}\n", json_value(tensor.shape).dump(), tensor.name);
  for (auto const& each : models) text += fmt::format("  {:16}  {}\n", each.device, each.type->target());
  write_result(text);
}

/// Warns of what was lost, if anything.
inline void warn_of_losses(writing_losses const& lost, corpus_format format) {
  for (auto const& [count, what] : {std::pair(lost.sentences, "sentences whose words or spans it would change"),
                                    {lost.entities, "entities"},
                                    {lost.types, "types of entities or their absence"},
                                    {lost.triples, "triples or the positions of their arguments"}})
    if (count > 0) warn("{} cannot represent everything; lost: {} {}", name_of(format), count, what);
  warn_of_new_names(lost.renamed);
}

/// Writes a corpus in a format, to a file, a folder or standard output, and reports losses. Throws what reading and
/// writing throw; `config_error` (`convert-output`) for a format of several files without a folder.
inline void convert(data_settings const& settings) {
  if (settings.to == corpus_format::automatic || (settings.to == corpus_format::brat && settings.output.empty()))
    throw config_error("convert-output", settings.to == corpus_format::brat
                                             ? "expected a folder for --to brat, named by --output; found none"
                                             : "expected the name of a format after --to, found automatic");
  auto data = read(settings.data, settings.reading);
  if (!settings.types.empty()) complete_types(data, settings.types);
  if (settings.to == corpus_format::brat) {
    warn_of_losses(write_brat(data.sentences, settings.output), settings.to);
    return;
  }
  std::ostringstream text;
  warn_of_losses(write_records(settings.to, data.sentences, text), settings.to);
  if (settings.output.empty()) {
    write_result(text.str());
    return;
  }
  write_file(settings.output, text.str());
}

}  // namespace hmt::experiment
