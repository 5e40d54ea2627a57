// SPDX-License-Identifier: MIT
// This library's format, JSON lines of words, spans and triples: read and written.
#pragma once

#include <cstddef>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "hmt/core/json.hpp"
#include "hmt/core/pluralise.hpp"
#include "hmt/corpus/concept.hpp"

namespace hmt {

/// The format: `words`; `entities` of `begin`, `end` (exclusive) and, if known, `type`; `triples` of `head` and `tail`,
/// each [begin, end), and `relation`. `entities` and `triples` are optional; other keys are ignored. Throws
/// `data_error` (`corpus-record`).
struct jsonl_reader {
  static constexpr std::string_view name = "jsonl";
  static constexpr std::string_view key = "words";

  static sentence read(checked_json const& record) {
    sentence out;
    for (auto const& word : record.member("words").elements()) out.words.push_back(word.string());
    if (record.has("entities"))
      for (auto const& listed : record.member("entities").elements())
        out.entities.push_back({{listed.member("begin").number(), listed.member("end").number()},
                                listed.has("type") ? listed.member("type").string() : std::string()});
    if (record.has("triples"))
      for (auto const& listed : record.member("triples").elements())
        out.triples.push_back(
            {span_of(listed.member("head")), listed.member("relation").string(), span_of(listed.member("tail"))});
    return out;
  }

  static json_value write(sentence const& one) {
    auto const pair_of = [](hmt::word_span words) { return json_value::array({words.begin, words.end}); };
    json_value record{{"words", one.words}, {"entities", json_value::array()}, {"triples", json_value::array()}};
    for (auto const& [words, type] : one.entities) {
      json_value listed{{"begin", words.begin}, {"end", words.end}};
      if (!type.empty()) listed["type"] = type;
      record["entities"].push_back(std::move(listed));
    }
    for (auto const& [head, relation, tail] : one.triples)
      record["triples"].push_back({{"head", pair_of(head)}, {"relation", relation}, {"tail", pair_of(tail)}});
    return record;
  }

 private:
  static word_span span_of(checked_json const& pair) {
    auto const ends = pair.elements();
    if (ends.size() != 2) pair.reject_type("an array of begin and end");
    return {ends[0].number(), ends[1].number()};
  }
};

static_assert(CorpusReader<jsonl_reader>);

namespace detail {

/// The record of the sentence of this number as text. Throws `data_error` (`corpus-utf8`).
inline std::string dump_record(json_value const& record, std::size_t number) {
  try {
    return record.dump();
  } catch (json_value::type_error const&) {
    throw data_error("corpus-utf8", "expected UTF-8 text to write, found other bytes in sentence " +
                                        std::to_string(number) + "; convert the text to UTF-8 first");
  }
}

}  // namespace detail

/// Writes sentences in this format, one per line, which `read_corpus` reads back to equal words, entities and triples.
/// An empty type is not written. Throws `data_error`: `corpus-utf8` if a text is not UTF-8, `corpus-write` if the
/// stream fails.
inline void write_jsonl(std::span<sentence const> sentences, std::ostream& out) {
  std::size_t number = 0;
  for (auto const& each : sentences) out << detail::dump_record(jsonl_reader::write(each), ++number) << '\n';
  out.flush();
  if (!out)
    throw data_error("corpus-write", "expected to write " + detail::pluralise(sentences.size(), "sentence") +
                                         ", found an output that does not take them all; check the path, the "
                                         "rights and the space left");
}

}  // namespace hmt
