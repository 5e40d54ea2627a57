// SPDX-License-Identifier: MIT
// Reads a corpus file of any known form and checks each record.
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
struct form_reader {
  std::string_view name;
  std::string_view key;
  sentence (*read)(checked_json const&);
  json_value (*write)(sentence const&);  ///< none for a reader that cannot write
};

template <CorpusReader Reader>
constexpr form_reader form_reader_of() {
  if constexpr (requires(sentence const& one) { Reader::write(one); })
    return {Reader::name, Reader::key, &Reader::read, &Reader::write};
  else
    return {Reader::name, Reader::key, &Reader::read, nullptr};
}

/// The readers of JSON in the order of `corpus_form`, from its second value on: a new form takes a line here and a
/// value there.
inline constexpr std::array known_forms{
    form_reader_of<hrl_reader>(),   form_reader_of<cotype_reader>(), form_reader_of<casrel_reader>(),
    form_reader_of<spert_reader>(), form_reader_of<jsonl_reader>(),
};
static_assert(known_forms.size() == static_cast<std::size_t>(corpus_form::jsonl));

inline constexpr auto corpus_form_names = [] {
  enum_names<corpus_form, known_forms.size() + 2> all{};
  all.names.front() = "automatic";
  for (std::size_t number = 0; number < known_forms.size(); ++number) all.names[number + 1] = known_forms[number].name;
  all.names.back() = "brat";
  return all;
}();

/// The form whose key a record has. Throws `data_error` (`corpus-form`).
inline form_reader const& detect_form(checked_json const& record, std::span<form_reader const> forms) {
  if (!record.value().is_object()) record.reject_type("a JSON object");
  std::string keys;
  for (auto const& form : forms) {
    if (record.has(form.key)) return form;
    keys += (keys.empty() ? "'" : ", '") + std::string(form.key) + "' (" + std::string(form.name) + ")";
  }
  reject_record("corpus-form", record.where(), "a record of a known form, by one of the keys " + keys,
                shortened(record.value().dump()));
}

/// Reads a file in the one form given, or in the first of several that its records show.
inline corpus read_records(std::string const& path, read_options const& options, std::span<form_reader const> forms) {
  mapped_file const file(path);
  corpus out{.path = path, .form = {}, .sentences = {}};
  auto const* form = forms.size() == 1 ? &forms.front() : nullptr;
  record_scanner records(require_text(file.text(), path), path);
  std::string first_problem;
  while (options.limit == 0 || out.sentences.size() < options.limit) {
    auto const record = records.next();
    if (!record) break;
    place const where{path, record->line};
    try {
      auto const value = parse_record(*record, where);
      checked_json const checked(value, where);
      if (form == nullptr) form = &detect_form(checked, forms);
      auto read = form->read(checked);
      read.line = record->line;
      complete_sentence(read, where);
      out.sentences.push_back(std::move(read));
    } catch (data_error const& problem) {
      if (!options.skip_bad_records) throw;
      if (out.skipped++ == 0) first_problem = problem.what();
    }
  }
  if (out.sentences.empty())
    throw data_error("corpus-empty", place{path},
                     out.skipped == 0 ? std::string("expected at least one record, found an array without any")
                                      : "expected at least one sound record, found " + std::to_string(out.skipped) +
                                            " broken ones and no other; the first: " + first_problem);
  out.form = form->name;
  out.typed = has_types(out);
  return out;
}

}  // namespace detail

/// The name of a form: `automatic`, `hrl`, `cotype`, `casrel`, `spert`, `jsonl` or `brat`. Allocates nothing.
[[nodiscard]] constexpr std::string_view name_of(corpus_form form) { return detail::corpus_form_names[form]; }

/// The form of a name. Throws `config_error` (`corpus-form-name`) for a name that is none.
[[nodiscard]] inline corpus_form corpus_form_of(std::string_view name) {
  if (auto const form = detail::corpus_form_names.find(name)) return *form;
  throw config_error("corpus-form-name", "expected a corpus form, one of " + detail::corpus_form_names.list() +
                                             ", found '" + std::string(name) + "'");
}

/// Reads a file in a form of your own: `Reader` does not have to be among the known ones, `options.form` is not looked
/// at. Otherwise as `read_corpus`.
template <CorpusReader Reader>
[[nodiscard]] corpus read_corpus_as(std::string const& path, read_options const& options = {}) {
  std::array const form{detail::form_reader_of<Reader>()};
  return detail::read_records(path, options, form);
}

/// Reads a corpus. The file is UTF-8 (a byte order mark is passed over) and holds one JSON object a line, blank lines
/// not counting, or one JSON array of objects; each object is one sentence. Every record is checked; in each sentence
/// the entities are in order, the arguments of the triples are among them (untyped where the corpus does not list
/// them), and what stands twice is merged. Throws `data_error` naming file and line, and the expected and the found:
/// `file-open`, `corpus-binary`, `corpus-empty` for the file as a whole, `corpus-form`, `corpus-json`, `corpus-utf8`,
/// `corpus-record`, `corpus-words`, `corpus-tags`, `corpus-span`, `corpus-argument`, `corpus-entity-number`,
/// `corpus-entity-type` for a record. With `skip_bad_records` a broken record is counted and passed over; a broken
/// array around the records, or a file without one sound record, still throws. For `brat` see `read_brat`. Safe to call
/// from several threads.
[[nodiscard]] inline corpus read_corpus(std::string const& path, read_options const& options = {}) {
  if (options.form == corpus_form::brat || (options.form == corpus_form::automatic && is_brat(path)))
    return read_brat(path, {options.tokenized, options.skip_bad_records, options.limit});
  std::span<detail::form_reader const> forms = detail::known_forms;
  if (options.form != corpus_form::automatic) forms = forms.subspan(static_cast<std::size_t>(options.form) - 1, 1);
  return detail::read_records(path, options, forms);
}

}  // namespace hmt
