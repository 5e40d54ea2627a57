// SPDX-License-Identifier: MIT
// Reads raw text into a document: words and sentences with their positions, nothing extracted yet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/unicode.hpp"
#include "hmt/corpus/sentence_splitter.hpp"
#include "hmt/corpus/tokenizer.hpp"
#include "hmt/extract/document.hpp"

namespace hmt {

namespace detail {

inline void require_utf8(std::string_view text, file_position const& where) {
  if (auto const byte = find_invalid_utf8(text))
    throw data_error("text-utf8", where,
                     "expected text in UTF-8, found an invalid byte at position " + std::to_string(*byte + 1) +
                         "; convert the text to UTF-8");
}

}  // namespace detail

/// Tokenizes a text and splits it into sentences. Throws `data_error` (`text-utf8`) for a text that is not UTF-8,
/// naming `where` it came from and the byte.
[[nodiscard]] inline document read_document(std::string_view text, file_position const& where = {"text"}) {
  detail::require_utf8(text, where);
  document result{{}, std::string(text), tokenize(text), {}, {}, {}};
  result.sentences = split_sentences(result.words);
  return result;
}

/// The same for one sentence with words separated by white space.
[[nodiscard]] inline document read_tokenized(std::string_view text, file_position const& where = {"text"}) {
  detail::require_utf8(text, where);
  document result{{}, std::string(text), split_at_white_space(text), {}, {}, {}};
  if (!result.words.empty()) result.sentences.push_back({0, result.words.size()});
  return result;
}

}  // namespace hmt
