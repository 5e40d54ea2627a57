// SPDX-License-Identifier: MIT
// The concept of a reader of a corpus format.
#pragma once

#include <concepts>
#include <string_view>

#include "hmt/corpus/checked_json.hpp"
#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// The reader of one published format, a type of static members:
/// - `name`: the format's name, as `corpus::format` and the command line give it;
/// - `key`: a key found only in records of this format, by which it is recognised;
/// - `read(record)`: the sentence of one record. It throws `data_error` (see `checked_json`) for invalid records. It
///   need not check words and spans, sort entities, merge duplicates, or list the arguments of triples as entities:
///   `read_corpus` does so for every format. It may be called from several threads. The known formats also have
///   `write(sentence)`, the record of a sentence, for `write_records`. A reader sees one JSON object; lines, arrays,
///   encodings and skipping of broken records are handled for it.
template <class Reader>
concept CorpusReader = requires(checked_json const& record) {
  { Reader::name } -> std::convertible_to<std::string_view>;
  { Reader::key } -> std::convertible_to<std::string_view>;
  { Reader::read(record) } -> std::same_as<sentence>;
};

}  // namespace hmt
