// SPDX-License-Identifier: MIT
// The tokenizer: raw text to words, by the conventions of the Penn Treebank, with offsets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/unicode.hpp"
#include "hmt/corpus/classified_text.hpp"
#include "hmt/corpus/token_scanner.hpp"

namespace hmt {

/// A word, a number or a punctuation mark of a text.
struct token {
  std::string text;       ///< UTF-8, exactly as in the text
  std::size_t begin = 0;  ///< code points of the original text, `end` exclusive
  std::size_t end = 0;
  friend bool operator==(token const&, token const&) = default;
};

/// The tokens of a raw text from left to right: Penn Treebank conventions (punctuation, quotes, currency and per cent
/// signs are separate; `Mary 's`, `do n't`), extended to Unicode. Abbreviations, initials (`J.`) and acronyms (`U.S.`)
/// keep their full stop; hyphenated words, `O'Neill`, `AT&T`, `10,000`, `9/11`, `7:30`, `1-2`, web and mail addresses
/// stay whole; an emoji sequence is one token, as is each Han ideograph; combining marks stay with what they follow.
/// For each token, code points [begin, end) of the text are its text; white space, control characters and zero-width
/// separators are in no token. Requires: `text` is valid UTF-8 (see `find_invalid_utf8`). Linear time.
[[nodiscard]] inline std::vector<token> tokenize(std::string_view text) {
  detail::classified_text const points(text);
  detail::token_scanner scanner(points);
  std::vector<token> tokens;
  for (std::size_t at = 0; at < points.size();) {
    if (points.is_space(at)) {
      ++at;
      continue;
    }
    auto const end = scanner.end_of(at);
    tokens.push_back({std::string(points.slice(at, end)), at, end});
    at = end;
  }
  return tokens;
}

/// The words of a tokenised text, separated by white space (Unicode's White_Space and U+001C to U+001F, as in Python's
/// `split`), with code point offsets. Requires: `text` is valid UTF-8. Linear time.
[[nodiscard]] inline std::vector<token> split_at_white_space(std::string_view text) {
  std::vector<token> words;
  auto in_word = false;
  for (std::size_t at = 0, point = 0; at < text.size(); ++point) {
    auto const [value, bytes] = code_point_at(text, at);
    if (detail::is_white_space(value)) {
      in_word = false;
    } else {
      if (!in_word) words.push_back({{}, point, point});
      in_word = true;
      words.back().text.append(text, at, bytes);
      words.back().end = point + 1;
    }
    at += bytes;
  }
  return words;
}

}  // namespace hmt
