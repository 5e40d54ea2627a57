// SPDX-License-Identifier: MIT
// The commands that prepare corpora: `split` and `validate`.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/pluralise.hpp"
#include "hmt/corpus/jsonl.hpp"
#include "hmt/corpus/lint.hpp"
#include "hmt/corpus/split.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// Writes the parts of a corpus once all are made, and logs their sizes. Throws `config_error` (`split-shares`) also if
/// the numbers of files and shares differ, and what reading and writing throw.
inline void split(split_settings const& settings) {
  if (settings.outputs.size() != settings.shares.size())
    throw config_error("split-shares",
                       fmt::format("expected one file per share, found {} files and {} shares; --shares sets them",
                                   settings.outputs.size(), settings.shares.size()));
  auto const parts = hmt::split(read(settings.data, settings.reading).sentences, settings.shares, settings.seed);
  std::vector<std::unique_ptr<output_file>> files;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    std::ostringstream text;
    write_jsonl(parts[k], text);
    files.push_back(std::make_unique<output_file>(settings.outputs[k]));
    files.back()->write(text.str());
  }
  for (std::size_t k = 0; k < parts.size(); ++k) {
    files[k]->commit();
    log("{}: {}", settings.outputs[k], hmt::detail::pluralise(parts[k].size(), "sentence"));
  }
}

/// Prints one line per suspicious record, `file:line: kind: text` or with `json` an object of these, and logs the
/// number of each kind. Throws what reading throws.
inline void validate(data_settings const& settings) {
  auto const data = read(settings.data, settings.reading);
  std::optional<corpus> other;
  if (!settings.other.empty()) other = read(settings.other, settings.reading);
  std::map<std::string_view, std::size_t> counts;
  for (auto const& one : lint(data, other ? &*other : nullptr)) {
    ++counts[one.kind];
    write_result(
        settings.json
            ? json_value{{"file", data.path}, {"line", one.line}, {"kind", one.kind}, {"text", one.text}}.dump() + "\n"
            : fmt::format("{}: {}: {}\n", file_position{data.path, one.line}.text(), one.kind, one.text));
  }
  std::string summary;
  for (auto const& [kind, count] : counts) summary += fmt::format(", {} {}", count, kind);
  log("{}: {}{}", data.path, hmt::detail::pluralise(data.sentences.size(), "sentence"),
      counts.empty() ? ", nothing suspicious" : summary);
}

}  // namespace hmt::experiment
