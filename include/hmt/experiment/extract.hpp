// SPDX-License-Identifier: MIT
// The command `extract`: lines of text in, lines of JSON out.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/line_reader.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/score.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/extract/extraction_window.hpp"
#include "hmt/extract/extractor.hpp"
#include "hmt/extract/json_lines.hpp"
#include "hmt/extract/read_document.hpp"
#include "hmt/hierarchy/model_file.hpp"

namespace hmt::experiment {

namespace detail {

/// Whoever waits for an answer gets it: what was read is extracted as soon as the input pauses. What stands before a
/// line that cannot be read is not lost.
template <class Model>
void extract_lines(extractor<Model>& extract, int file, std::string const& name, bool tokenized) {
  extraction_window window(extract, [](document const& found) { write_result(to_json(found).dump() + "\n"); });
  line_reader lines(file, name);
  std::string line;
  try {
    for (place where{name, 1}; lines.next(line); ++where.line) {
      window.add(tokenized ? read_tokenized(line, where) : read_document(line, where));
      if (!lines.is_ready()) window.flush();
    }
  } catch (data_error const&) {
    window.flush();
    throw;
  }
  window.flush();
}

}  // namespace detail

/// One line in, one JSON object out, in order; see `to_json(document)`. Throws `data_error` for a file that cannot be
/// read (`file-open`, `file-read`), text that is not UTF-8 (`text-utf8`) and output that cannot be written
/// (`output-write`); `config_error` (`whole-entities`).
template <class Model>
void extract(extract_settings const& settings) {
  set_threads(settings.threads);
  require_entities<Model>(settings.whole_entities);
  auto const model = load_model<Model>(settings.model);
  extractor<Model> extract(model, {.entities = settings.only != "triples",
                                   .triples = settings.only != "entities",
                                   .whole_entities = settings.whole_entities});
  if (settings.files.empty()) detail::extract_lines(extract, STDIN_FILENO, "standard input", settings.tokenized);
  for (auto const& path : settings.files) {
    hmt::detail::descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number() < 0)
      throw data_error("file-open", place{path},
                       "expected a file that can be read, found: " + hmt::detail::system_reason(errno) +
                           "; check the path and its permissions");
    detail::extract_lines(extract, file.number(), path, settings.tokenized);
  }
}

}  // namespace hmt::experiment
