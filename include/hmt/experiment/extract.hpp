// SPDX-License-Identifier: MIT
// The command `extract`: from lines of text to extracted documents.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/line_reader.hpp"
#include "hmt/core/parallel.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/compatibility.hpp"
#include "hmt/experiment/document_formats.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/extract/brat_pages.hpp"
#include "hmt/extract/extraction_window.hpp"
#include "hmt/extract/read_document.hpp"
#include "hmt/report/html_page.hpp"

namespace hmt::experiment {

namespace detail {

/// The sink of extracted documents: standard output at once; a page and a folder for BRAT, if requested, at the end.
class document_output {
 public:
  /// Throws `config_error` (`base-iri`), `data_error` (`file-write`, `brat-folder`, `output-write`).
  explicit document_output(extract_settings const& settings) : writer_(writer_of(settings)) {
    if (!settings.page.empty()) {
      file_.emplace(settings.page);
      file_->write(page_.begin());
    }
    if (!settings.brat.empty()) brat_.emplace(settings.brat);
    write_result(writer_->begin());
  }
  void add(document const& found) {
    write_result(writer_->next(found));
    if (file_) file_->write(page_.next(found));
    if (brat_) add_to_brat(*brat_, found);
  }
  /// Completes the output; to be called after an error in the input, too.
  void end() {
    write_result(writer_->end());
    if (file_) {
      file_->write(page_.end());
      file_->commit();
    }
    if (!brat_) return;
    brat_->commit();
    warn_of_new_names(brat_->renamed());
  }

 private:
  std::unique_ptr<document_writer> writer_;
  html_page page_{"Entities and triples"};
  std::optional<output_file> file_;
  std::optional<brat_folder> brat_;
};

/// The document of a line. Throws `data_error` (`text-utf8`, `line-key`).
inline document read_line(std::string const& line, file_position const& where, std::size_t number,
                          extract_settings const& settings) {
  std::size_t begin = 0;
  if (settings.keyed) {
    begin = line.find('\t') + 1;
    if (begin == 0) throw data_error("line-key", where, "expected a key, a tab and the text (--keyed), found no tab");
    hmt::detail::require_utf8(line, where);
  }
  auto const text = std::string_view(line).substr(begin);
  auto one = settings.tokenized ? read_tokenized(text, where) : read_document(text, where);
  one.name = settings.keyed ? line.substr(0, begin - 1) : std::to_string(number);
  return one;
}

/// Warns if the first line looks like JSON: the keys of a corpus would be tagged as words.
inline void warn_of_json(std::string_view line, file_position const& where) {
  if (line.starts_with("{\"") || line.starts_with("[{"))
    warn("{}: expected the text of a document, found JSON; it is read as text", where.text());
}

/// Flushes whenever input pauses, so that results do not wait for more input. Lines before an unreadable one are not
/// lost.
inline void extract_lines(any_extractor& extract, int file, std::string const& name, extract_settings const& settings,
                          std::size_t& count, document_output& output) {
  extraction_window window(extract, [&output](document const& found) { output.add(found); });
  line_reader lines(file, name);
  std::string line;
  try {
    for (file_position where{name, 1}; lines.next(line); ++where.line) {
      if (where.line == 1) warn_of_json(line, where);
      window.add(read_line(line, where, ++count, settings));
      if (!lines.is_ready()) window.flush();
    }
  } catch (data_error const&) {
    window.flush();
    throw;
  }
  window.flush();
}

}  // namespace detail

/// One document per input line, in order, in the requested format. Throws `data_error` for a file that cannot be read
/// (`file-open`, `file-read`), text that is not UTF-8 (`text-utf8`), a line without its key (`line-key`) and output
/// that cannot be written (`output-write`, `file-write`); `config_error` (`entity-task`, `base-iri`).
inline void extract(model_type const& type, extract_settings const& settings) {
  set_threads(settings.threads);
  require_entities(type, settings.snap_to_entities, "--whole-entities");
  auto const model = type.load(settings.model);
  auto const extractor = model->make_extractor({.entities = settings.only != "triples",
                                                .triples = settings.only != "entities",
                                                .snap_to_entities = settings.snap_to_entities});
  detail::document_output output(settings);
  std::size_t count = 0;
  try {
    if (settings.files.empty())
      detail::extract_lines(*extractor, STDIN_FILENO, "standard input", settings, count, output);
    for (auto const& path : settings.files) {
      hmt::detail::descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
      if (file.number() < 0)
        throw data_error("file-open", file_position{path},
                         "expected a readable file, found: " + hmt::detail::system_reason(errno) +
                             "; check the path and its permissions");
      detail::extract_lines(*extractor, file.number(), path, settings, count, output);
    }
  } catch (data_error const&) {
    output.end();
    throw;
  }
  output.end();
}

}  // namespace hmt::experiment
