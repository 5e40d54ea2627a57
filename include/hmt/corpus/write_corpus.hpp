// SPDX-License-Identifier: MIT
// Writes sentences in any readable format, and counts what the format cannot represent.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/error.hpp"
#include "hmt/core/json.hpp"
#include "hmt/corpus/brat_folder.hpp"
#include "hmt/corpus/complete_sentence.hpp"
#include "hmt/corpus/read_corpus.hpp"
#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// What was lost in writing a format.
struct writing_losses {
  std::size_t sentences = 0;  ///< omitted: their words would be read back differently
  std::size_t entities = 0;
  std::size_t types = 0;    ///< of entities
  std::size_t triples = 0;  ///< or arguments that would be read at another position of equal words
  std::vector<std::pair<std::string, std::string>> renamed = {};
};

namespace detail {

/// Counts what writing a sentence and reading it back changed. False if the sentence cannot be written at all.
inline bool count_losses(sentence const& given, std::function<sentence()> const& read_back, writing_losses& losses) {
  sentence back;
  try {
    back = read_back();
    complete_sentence(back, {});
  } catch (data_error const&) {
    back.words.clear();
  }
  if (back.words != given.words) {
    ++losses.sentences;
    return false;
  }
  for (auto const& one : given.entities) {
    auto const same = std::ranges::find(back.entities, one.words, &entity::words);
    if (same == back.entities.end())
      ++losses.entities;
    else if (same->type != one.type)
      ++losses.types;
  }
  for (auto const& one : given.triples)
    if (std::ranges::find(back.triples, one) == back.triples.end()) ++losses.triples;
  return true;
}

}  // namespace detail

/// Writes sentences in a JSON format, as an array if the format's publishers use one, else one object per line.
/// `read_corpus` reads them back, except for the losses counted in the result. Requires: `format` is a JSON format.
/// Throws `data_error` (`corpus-utf8`, `corpus-write`).
inline writing_losses write_records(corpus_format format, std::span<sentence const> sentences, std::ostream& out) {
  auto const& codec = detail::known_formats[static_cast<std::size_t>(format) - 1];
  bool const is_array = format == corpus_format::spert || format == corpus_format::casrel;
  writing_losses losses;
  bool first = true;
  std::size_t number = 0;
  if (is_array) out << "[";
  for (auto const& each : sentences) {
    auto const record = codec.write(each);
    ++number;
    if (!detail::count_losses(
            each, [&] { return codec.read(checked_json(record, {})); }, losses))
      continue;
    if (is_array) out << (first ? "\n" : ",\n");
    out << detail::dump_record(record, number);
    if (!is_array) out << "\n";
    first = false;
  }
  if (is_array) out << "\n]\n";
  out.flush();
  if (!out)
    throw data_error("corpus-write",
                     "expected an output that takes all sentences, found one that does not; check the "
                     "path, the permissions and the free space");
  return losses;
}

/// Writes sentences as a folder for BRAT, a hundred per text, one per line, with words separated by blanks: `read_brat`
/// reads them back with `tokenized`, except for the losses counted in the result. Throws as `brat_folder`.
inline writing_losses write_brat(std::span<sentence const> sentences, std::string const& path) {
  constexpr std::size_t sentences_a_text = 100;
  brat_folder folder(path);
  writing_losses losses;
  std::string text;
  std::vector<brat_mark> marks;
  std::vector<brat_link> links;
  std::size_t point = 0, held = 0, number = 0;
  auto const write = [&] {
    if (held > 0) folder.add(fmt::format("{:04}", ++number), text, marks, links);
    text.clear(), marks.clear(), links.clear();
    point = held = 0;
  };
  for (auto const& each : sentences) {
    auto const line = text_of(each, {0, each.words.size()});
    auto const words = split_at_white_space(line);
    if (!std::ranges::equal(words, each.words, {}, &token::text)) {
      ++losses.sentences;
      continue;
    }
    auto const first_mark = marks.size();
    for (auto const& one : each.entities) {
      marks.push_back({one.type,
                       {point + words[one.words.begin].begin, point + words[one.words.end - 1].end},
                       text_of(each, one.words)});
    }
    auto const mark_of = [&](word_span argument) {
      auto const at = std::ranges::find(each.entities, argument, &entity::words);
      return first_mark + static_cast<std::size_t>(at - each.entities.begin());
    };
    for (auto const& one : each.triples) links.push_back({mark_of(one.head), one.relation, mark_of(one.tail)});
    text += line + "\n";
    point += words.back().end + 1;
    if (++held == sentences_a_text) write();
  }
  write();
  folder.commit();
  losses.renamed = folder.renamed();
  return losses;
}

}  // namespace hmt
