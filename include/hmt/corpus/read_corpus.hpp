// SPDX-License-Identifier: MIT
// Reads a corpus file of any known format and checks each record.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "hmt/core/enum_names.hpp"
#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/corpus/brat.hpp"
#include "hmt/corpus/casrel.hpp"
#include "hmt/corpus/complete_sentence.hpp"
#include "hmt/corpus/concept.hpp"
#include "hmt/corpus/cotype.hpp"
#include "hmt/corpus/hrl.hpp"
#include "hmt/corpus/jsonl.hpp"
#include "hmt/corpus/read_options.hpp"
#include "hmt/corpus/record_scanner.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/corpus/spert.hpp"
#include "hmt/corpus/text_file.hpp"

namespace hmt {

namespace detail {

/// A `CorpusReader` as a value.
struct format_reader {
  std::string_view name;
  std::string_view key;
  sentence (*read)(checked_json const&);
  json_value (*write)(sentence const&);  ///< null for a reader that cannot write
};

template <CorpusReader Reader>
constexpr format_reader format_reader_of() {
  if constexpr (requires(sentence const& one) { Reader::write(one); })
    return {Reader::name, Reader::key, &Reader::read, &Reader::write};
  else
    return {Reader::name, Reader::key, &Reader::read, nullptr};
}

/// The readers of JSON in the order of `corpus_format`, from its second value on: a new format needs a line here and a
/// value there.
inline constexpr std::array known_formats{
    format_reader_of<hrl_reader>(),   format_reader_of<cotype_reader>(), format_reader_of<casrel_reader>(),
    format_reader_of<spert_reader>(), format_reader_of<jsonl_reader>(),
};
static_assert(known_formats.size() == static_cast<std::size_t>(corpus_format::jsonl));

inline constexpr auto corpus_format_names = [] {
  enum_names<corpus_format, known_formats.size() + 2> all{};
  all.names.front() = "automatic";
  for (std::size_t number = 0; number < known_formats.size(); ++number)
    all.names[number + 1] = known_formats[number].name;
  all.names.back() = "brat";
  return all;
}();

/// The format whose key a record has. Throws `data_error` (`corpus-form`).
inline format_reader const& detect_format(checked_json const& record, std::span<format_reader const> formats) {
  if (!record.value().is_object()) record.reject_type("a JSON object");
  std::string keys;
  for (auto const& format : formats) {
    if (record.has(format.key)) return format;
    keys += (keys.empty() ? "'" : ", '") + std::string(format.key) + "' (" + std::string(format.name) + ")";
  }
  reject_record("corpus-form", record.where(), "a record of a known format, by one of the keys " + keys,
                shortened(record.value().dump()));
}

/// Reads a file in the given format, or in the first of several that matches its records.
inline corpus read_records(std::string const& path, read_options const& options,
                           std::span<format_reader const> formats) {
  mapped_file const file(path);
  corpus out{.path = path, .format = {}, .sentences = {}};
  auto const* format = formats.size() == 1 ? &formats.front() : nullptr;
  record_scanner records(require_text(file.text(), path), path);
  std::string first_problem;
  while (options.limit == 0 || out.sentences.size() < options.limit) {
    auto const record = records.next();
    if (!record) break;
    file_position const where{path, record->line};
    try {
      auto const value = parse_record(*record, where);
      checked_json const checked(value, where);
      if (format == nullptr) format = &detect_format(checked, formats);
      auto read = format->read(checked);
      read.line = record->line;
      complete_sentence(read, where);
      out.sentences.push_back(std::move(read));
    } catch (data_error const& problem) {
      if (!options.skip_bad_records) throw;
      if (out.skipped++ == 0) first_problem = problem.what();
    }
  }
  if (out.sentences.empty())
    throw data_error("corpus-empty", file_position{path},
                     out.skipped == 0 ? std::string("expected at least one record, found an array without any")
                                      : "expected at least one valid record, found " + std::to_string(out.skipped) +
                                            " broken ones; the first: " + first_problem);
  out.format = format->name;
  out.typed = has_types(out);
  return out;
}

}  // namespace detail

/// The name of a format: `automatic`, `hrl`, `cotype`, `casrel`, `spert`, `jsonl` or `brat`. Allocates nothing.
[[nodiscard]] constexpr std::string_view name_of(corpus_format format) { return detail::corpus_format_names[format]; }

/// The format of a name. Throws `config_error` (`corpus-form-name`) for an unknown name.
[[nodiscard]] inline corpus_format corpus_format_of(std::string_view name) {
  if (auto const format = detail::corpus_format_names.find(name)) return *format;
  throw config_error("corpus-form-name", "expected a corpus format, one of " + detail::corpus_format_names.list() +
                                             ", found '" + std::string(name) + "'");
}

/// Reads a file in a custom format: `Reader` need not be among the known ones, and `options.format` is ignored.
/// Otherwise as `read_corpus`.
template <CorpusReader Reader>
[[nodiscard]] corpus read_corpus_as(std::string const& path, read_options const& options = {}) {
  std::array const format{detail::format_reader_of<Reader>()};
  return detail::read_records(path, options, format);
}

/// Reads a corpus. The file is UTF-8 (a byte order mark is ignored) and holds one JSON object per line, ignoring blank
/// lines, or one JSON array of objects; each object is one sentence. Every record is checked; in each sentence the
/// entities are in order, the arguments of the triples are among them (untyped if the corpus does not list them), and
/// duplicates are merged. Throws `data_error` with file and line, what was expected and what was found: `file-open`,
/// `corpus-binary`, `corpus-empty` for the file as a whole, `corpus-form`, `corpus-json`, `corpus-utf8`,
/// `corpus-record`, `corpus-words`, `corpus-tags`, `corpus-span`, `corpus-argument`, `corpus-entity-number`,
/// `corpus-entity-type` for a record. With `skip_bad_records` a broken record is counted and skipped; a broken array
/// around the records, or a file without a valid record, still throws. For `brat` see `read_brat`.
[[nodiscard]] inline corpus read_corpus(std::string const& path, read_options const& options = {}) {
  if (options.format == corpus_format::brat || (options.format == corpus_format::automatic && is_brat(path)))
    return read_brat(path, {options.tokenized, options.skip_bad_records, options.limit});
  std::span<detail::format_reader const> formats = detail::known_formats;
  if (options.format != corpus_format::automatic)
    formats = formats.subspan(static_cast<std::size_t>(options.format) - 1, 1);
  return detail::read_records(path, options, formats);
}

}  // namespace hmt
