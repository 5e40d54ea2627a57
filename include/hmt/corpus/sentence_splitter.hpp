// SPDX-License-Identifier: MIT
// Splits the words of a document into sentences.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "hmt/core/unicode.hpp"
#include "hmt/corpus/english.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/corpus/tokenizer.hpp"

namespace hmt {

namespace detail {

/// Finds the ends of sentences in the tokens of a document.
class sentence_scanner {
 public:
  explicit sentence_scanner(std::span<token const> tokens) : tokens_(tokens) {}

  /// The number of the first token after the sentence that begins at `begin`. Requires: `begin` is a token.
  [[nodiscard]] std::size_t end_of(std::size_t begin) const {
    auto open_quote = false;
    for (auto at = begin; at < tokens_.size();) {
      if (tokens_[at].text == "\"") open_quote = !open_quote;
      auto const stop = stop_of(at);
      ++at;
      if (stop == stop_kind::none) continue;
      auto const closed_from = at;
      while (at < tokens_.size() && (is_mark(tokens_[at].text) || closes(at, open_quote))) {
        if (tokens_[at].text == "\"") open_quote = !open_quote;
        ++at;
      }
      auto const is_list_number = closed_from == begin + 2 && at == closed_from && begins_with_digit(begin);
      if (at == tokens_.size() || (!is_list_number && ends(stop, at, at > closed_from))) return at;
    }
    return tokens_.size();
  }

 private:
  enum class stop_kind { none, mark, ideographic_mark, abbreviation };

  /// A full stop, question or exclamation mark, or a run of them.
  [[nodiscard]] static bool is_mark(std::string_view text) {
    return text.find_first_not_of(".!?") == std::string_view::npos || text == "\u2026" || is_ideographic_mark(text);
  }
  [[nodiscard]] static bool is_ideographic_mark(std::string_view text) {
    return text == "\u3002" || text == "\uFF01" || text == "\uFF1F";
  }

  [[nodiscard]] stop_kind stop_of(std::size_t at) const {
    std::string_view const text = tokens_[at].text;
    if (is_ideographic_mark(text)) return stop_kind::ideographic_mark;
    if (is_mark(text)) return stop_kind::mark;
    if (text.size() < 3 || text.back() != '.') return stop_kind::none;  // an initial does not end a sentence
    return is_leading_abbreviation(text) ? stop_kind::none : stop_kind::abbreviation;
  }

  [[nodiscard]] static bool is_leading_abbreviation(std::string_view text) {
    return text.size() <= longest_listed_word + 1 && text.ends_with('.') &&
           holds(leading_abbreviations, lower_case(text.substr(0, text.size() - 1)));
  }

  /// Whether token `at` is a closing quotation mark or bracket.
  [[nodiscard]] bool closes(std::size_t at, bool open_quote) const {
    std::string_view const text = tokens_[at].text;
    for (auto const closer : {")", "]", "}", "''", "\u201D", "\u2019", "\u00BB", "\u300D", "\u300F"})
      if (text == closer) return true;
    if (text != "\"" && text != "'") return false;
    auto const touches_before = tokens_[at].begin == tokens_[at - 1].end;
    auto const touches_after = at + 1 < tokens_.size() && tokens_[at + 1].begin == tokens_[at].end;
    return touches_before != touches_after ? touches_before : open_quote;
  }

  [[nodiscard]] static bool opens(std::string_view text) {
    for (auto const opener : {"\"", "'", "``", "(", "[", "{", "\u201C", "\u2018", "\u00AB", "\u201E"})
      if (text == opener) return true;
    return false;
  }

  /// Whether a sentence may begin with token `at`, given the preceding tokens.
  [[nodiscard]] bool ends(stop_kind stop, std::size_t at, bool closed) const {
    if (stop == stop_kind::ideographic_mark) return true;
    while (at + 1 < tokens_.size() && opens(tokens_[at].text)) ++at;
    auto const category = category_of(code_point_at(tokens_[at].text, 0).value);
    auto const is_capital = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
    if (stop == stop_kind::abbreviation && !closed) return is_capital && opens_sentence(tokens_[at].text);
    return is_capital || category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_LO;
  }

  [[nodiscard]] static bool opens_sentence(std::string_view text) {
    return (text.size() <= longest_listed_word && holds(sentence_openers, lower_case(text))) ||
           is_leading_abbreviation(text);
  }

  [[nodiscard]] bool begins_with_digit(std::size_t at) const {
    return category_of(code_point_at(tokens_[at].text, 0).value) == UTF8PROC_CATEGORY_ND;
  }

  std::span<token const> tokens_;
};

}  // namespace detail

/// The sentences of a document as consecutive, non-empty ranges of words that cover all words (no words: no sentences).
/// A sentence ends with a full stop, question or exclamation mark or ellipsis, and following closing quotes and
/// brackets, if what follows begins like a sentence: with a capital or a digit. After an abbreviation (`U.S.`) it ends
/// only before a word such as `The` or `Mr.`, after a title or an initial never. Requires: the words are those of
/// `tokenize` (no text empty, valid UTF-8). Linear time.
[[nodiscard]] inline std::vector<word_span> split_sentences(std::span<token const> tokens) {
  detail::sentence_scanner const scanner(tokens);
  std::vector<word_span> sentences;
  for (std::size_t begin = 0; begin < tokens.size();) {
    auto const end = scanner.end_of(begin);
    sentences.push_back({begin, end});
    begin = end;
  }
  return sentences;
}

}  // namespace hmt
