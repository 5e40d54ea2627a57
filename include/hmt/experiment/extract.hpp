// SPDX-License-Identifier: MIT
// The command `extract`: lines of text in, lines of JSON out.
#pragma once

#include <cerrno>
#include <fstream>
#include <iostream>
#include <istream>
#include <string>
#include <string_view>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/extract/extractor.hpp"
#include "hmt/extract/json_lines.hpp"
#include "hmt/hierarchy/model_file.hpp"

namespace hmt::experiment {

namespace detail {

template <class Model>
void extract_lines(extractor<Model>& extract, std::istream& in, std::string const& name, bool tokenized) {
  std::string line;
  for (place where{name, 1}; std::getline(in, line); ++where.line) {
    if (line.ends_with('\r')) line.pop_back();
    auto const found = tokenized ? extract.tokenized(line, where) : extract(line, where);
    write_result(to_json(found).dump() + "\n");
  }
  if (in.bad())
    throw data_error("file-read", place{name},
                     "expected to read on, found: " + hmt::detail::system_reason(errno) + "; the output ends here");
}

}  // namespace detail

/// One line in, one JSON object out, in order; see `to_json(document)`. Throws `data_error` for a file that cannot be
/// read
/// (`file-open`, `file-read`), text that is not UTF-8 (`text-utf8`) and output that cannot be written (`output-write`).
template <class Model>
void extract(extract_settings const& settings) {
  set_threads(settings.threads);
  auto const model = load_model<Model>(settings.model);
  extractor<Model> extract(model, {.entities = settings.only != "triples", .triples = settings.only != "entities"});
  if (settings.files.empty()) detail::extract_lines(extract, std::cin, "standard input", settings.tokenized);
  for (auto const& path : settings.files) {
    std::ifstream in(path, std::ios::binary);
    if (!in)
      throw data_error("file-open", place{path},
                       "expected a file that can be read, found: " + hmt::detail::system_reason(errno) +
                           "; check the path and its permissions");
    detail::extract_lines(extract, in, path, settings.tokenized);
  }
}

}  // namespace hmt::experiment
