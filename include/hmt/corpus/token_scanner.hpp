// SPDX-License-Identifier: MIT
// The rules of the tokenizer: the end of a token in raw text.
#pragma once

#include <cstddef>
#include <string_view>

#include <utf8proc.h>

#include "hmt/core/unicode.hpp"
#include "hmt/corpus/classified_text.hpp"
#include "hmt/corpus/english.hpp"

namespace hmt::detail {

/// Finds the end of the token that begins at a code point. All positions count code points.
class token_scanner {
 public:
  explicit token_scanner(classified_text const& text) : text_(text) {}

  /// The end of the token at `at`. Requires: no space there; calls from left to right.
  std::size_t end_of(std::size_t at) {
    if (auto const end = end_of_address(at); end != at) return end;
    if (text_.kind(at) == character_class::ideograph) return with_marks(at + 1);
    if (auto const end = end_of_clitic(at); end != at) return end;
    if (text_.is_word(at)) return end_of_word(at);
    if (opens_number(at)) return end_of_word(at + 1);
    return end_of_symbol(at);
  }

 private:
  [[nodiscard]] static bool is_apostrophe(char32_t value) { return value == U'\'' || value == U'\u2019'; }
  [[nodiscard]] static bool is_hyphen(char32_t value) {
    return value == U'-' || value == U'\u2010' || value == U'\u2011';
  }
  [[nodiscard]] bool begins_word(std::size_t i) const { return text_.is_letter(i) || text_.is_digit(i); }
  [[nodiscard]] bool ends_word(std::size_t i) const { return !text_.is_word(i); }
  [[nodiscard]] bool after_space(std::size_t i) const { return i == 0 || text_.is_space(i - 1); }
  [[nodiscard]] char32_t lower(std::size_t i) const {
    auto const value = text_[i];
    return value >= U'A' && value <= U'Z' ? value - U'A' + U'a' : value;
  }

  [[nodiscard]] std::size_t with_marks(std::size_t end) const {
    while (text_.is_mark(end)) ++end;
    return end;
  }

  /// Web and mail addresses; `at` itself if there is none. Each stretch is searched once for an address.
  std::size_t end_of_address(std::size_t at) {
    if (at < address_free_until_ || !text_.is_word(at)) return at;
    auto end = at;
    while (begins_word(end) || is_one_of(text_[end], U".+-%")) ++end;
    address_free_until_ = end;
    auto const is_web = text_[end] == U':' && text_[end + 1] == U'/' && text_[end + 2] == U'/';
    if (is_web || starts_with(at, U"www.")) return end_of_web_address(at);
    if (text_[end] != U'@' || !begins_word(end + 1)) return at;
    auto const host = end + 1;
    auto has_dot = false;
    for (end = host; begins_word(end) || (is_one_of(text_[end], U".-") && begins_word(end + 1)); ++end)
      has_dot = has_dot || text_[end] == U'.';
    address_free_until_ = end;
    return has_dot ? with_marks(end) : at;
  }

  [[nodiscard]] std::size_t end_of_web_address(std::size_t at) const {
    auto end = at;
    while (end < text_.size() && !text_.is_space(end) && !is_one_of(text_[end], U"\"<>\u201C\u201D")) ++end;
    while (end > at && is_one_of(text_[end - 1], U".,;:!?')]}\u2019\u2026")) --end;
    return end;
  }

  /// 's, 'm, 'd, 're, 've, 'll, n't, and years and decades as in '06 and '60s; `at` itself if there is none.
  [[nodiscard]] std::size_t end_of_clitic(std::size_t at) const {
    if (is_negation(at)) return at + 3;
    if (!is_apostrophe(text_[at])) return at;
    auto const first = lower(at + 1);
    auto const second = lower(at + 2);
    if (is_one_of(first, U"smd") && ends_word(at + 2)) return at + 2;
    auto const is_long = (is_one_of(first, U"rv") && second == U'e') || (first == U'l' && second == U'l');
    if (is_long && ends_word(at + 3)) return at + 3;
    if (after_space(at) && text_.is_digit(at + 1) && text_.is_digit(at + 2)) {
      auto const end = lower(at + 3) == U's' ? at + 4 : at + 3;
      if (ends_word(end)) return end;
    }
    return at;
  }

  [[nodiscard]] bool is_negation(std::size_t at) const {
    return lower(at) == U'n' && is_apostrophe(text_[at + 1]) && lower(at + 2) == U't' && ends_word(at + 3);
  }

  /// A sign or a decimal point that belongs to the digit after it.
  [[nodiscard]] bool opens_number(std::size_t at) const {
    return is_one_of(text_[at], U".-+") && text_.is_digit(at + 1) &&
           (after_space(at) || is_one_of(text_[at - 1], U"([$\u00A3\u20AC"));
  }

  [[nodiscard]] std::size_t end_of_word(std::size_t at) const {
    auto end = at;
    auto part = at;  // begin of the stretch after the last full stop, hyphen or the like
    while (true) {
      if (text_.is_word(end)) {
        if (end > at && is_negation(end) && text_.is_letter(end - 1)) return end;
        ++end;
      } else if (joins(part, end)) {
        part = ++end;
      } else if (text_[end] == U'.' && keeps_full_stop(at, part, end)) {
        ++end;
        if (!is_hyphen(text_[end]) || !begins_word(end + 1)) return end;
        at = part = ++end;  // U.S.-led
      } else {
        return end;
      }
    }
  }

  /// Whether the symbol at `i`, after the stretch of a word that begins at `part`, is within a word.
  [[nodiscard]] bool joins(std::size_t part, std::size_t i) const {
    if (i == part || !begins_word(i + 1)) return false;
    auto const value = text_[i];
    auto const digits = text_.is_digit(i - 1) && text_.is_digit(i + 1);
    auto const letters = text_.is_letter(i + 1) && !text_.is_digit(i - 1);
    if (is_hyphen(value)) return true;
    if (is_apostrophe(value)) return letters && end_of_clitic(i) == i;
    if (value == U'.') return digits || (letters && joins_letters(part, i));
    if (value == U'/') return digits || letters;
    if (value == U'&') return letters;
    return digits && is_one_of(value, U",:\u2013");
  }

  /// Whether a full stop between letters is within a word: U.S, Ph.D, example.org, but not Paris.The or J.Smith.
  [[nodiscard]] bool joins_letters(std::size_t part, std::size_t i) const {
    if (text_.is_lower(i + 1)) return true;
    auto const short_before = i == part + 1 || text_.slice(part, i) == "Ph";
    return short_before && ends_word(i + 2);
  }

  /// Whether the full stop at `end` belongs to the word [at, end), whose last part begins at `part`.
  [[nodiscard]] bool keeps_full_stop(std::size_t at, std::size_t part, std::size_t end) const {
    if (text_[end + 1] == U'.' || text_.is_mark(end + 1)) return false;
    if (part != at && end == part + 1 && text_[part - 1] == U'.' && text_.is_letter(part)) return true;  // U.S.
    if (part != at || end - at > longest_listed_word) return false;
    if (end == at + 1 && text_.is_upper(at)) return goes_on_after(end);  // the initial of a name
    auto const word = lower_case(text_.slice(at, end));
    if (holds(number_abbreviations, word)) return text_.is_digit(next_visible(end + 1));
    if (!text_.is_upper(at) && !holds(uncapitalized_abbreviations, word)) return false;
    if (holds(leading_abbreviations, word) || holds(abbreviations, word)) return true;
    return holds(ambiguous_abbreviations, word) && (follows_comma(at) || goes_on_after(end));
  }

  [[nodiscard]] std::size_t next_visible(std::size_t i) const {
    while (i < text_.size() && text_.is_space(i)) ++i;
    return i;
  }
  [[nodiscard]] bool follows_comma(std::size_t at) const {
    return (at >= 1 && text_[at - 1] == U',') || (at >= 2 && text_.is_space(at - 1) && text_[at - 2] == U',');
  }

  /// Whether the text after a full stop shows that the sentence continues.
  [[nodiscard]] bool goes_on_after(std::size_t full_stop) const {
    auto const next = next_visible(full_stop + 1);
    if (!begins_word(next)) return next < text_.size() && is_one_of(text_[next], U",;:&(-\u2013\u2014");
    if (!text_.is_upper(next)) return true;
    auto end = next;
    while (text_.is_word(end) && end - next <= longest_listed_word) ++end;
    if (end == next + 1 && text_[end] == U'.') return true;  // another initial
    return !holds(sentence_openers, lower_case(text_.slice(next, end)));
  }

  /// A run of full stops, hyphens, or question and exclamation marks; a doubled quote; else one grapheme cluster.
  [[nodiscard]] std::size_t end_of_symbol(std::size_t at) const {
    auto const value = text_[at];
    auto end = at + 1;
    if (value == U'.' || value == U'-') {
      while (text_[end] == value) ++end;
    } else if (is_one_of(value, U"!?")) {
      while (is_one_of(text_[end], U"!?")) ++end;
    } else if (is_one_of(value, U"'`") && text_[end] == value) {
      ++end;
    } else {
      utf8proc_int32_t state = 0;
      while (end < text_.size() && !text_.is_space(end) &&
             !utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(text_[end - 1]),
                                               static_cast<utf8proc_int32_t>(text_[end]), &state))
        ++end;
    }
    return with_marks(end);
  }

  [[nodiscard]] static bool is_one_of(char32_t value, std::u32string_view set) {
    return value != 0 && set.find(value) != std::u32string_view::npos;
  }
  [[nodiscard]] bool starts_with(std::size_t at, std::u32string_view what) const {
    for (std::size_t i = 0; i < what.size(); ++i)
      if (lower(at + i) != what[i]) return false;
    return true;
  }

  classified_text const& text_;
  std::size_t address_free_until_ = 0;
};

}  // namespace hmt::detail
