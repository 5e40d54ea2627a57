// SPDX-License-Identifier: MIT
// A text as an array of code points, each with its class for the tokenizer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <utf8proc.h>

#include "hmt/core/unicode.hpp"

namespace hmt::detail {

/// The classes of code points that tokens are made of.
enum class character_class : std::uint8_t {
  space,      ///< separates tokens
  letter,     ///< a letter that is not an ideograph, or a connector such as `_`
  digit,      ///< any number
  mark,       ///< belongs to what precedes it: combining marks, joiners, soft hyphens
  ideograph,  ///< a word by itself
  symbol      ///< punctuation, symbols, emoji, and what Unicode does not assign
};

/// Unicode's White_Space, and the four separators U+001C to U+001F.
[[nodiscard]] constexpr bool is_white_space(char32_t value) noexcept {
  return (value >= 0x09 && value <= 0x0D) || (value >= 0x1C && value <= 0x20) || value == 0x85 || value == 0xA0 ||
         value == 0x1680 || (value >= 0x2000 && value <= 0x200A) || value == 0x2028 || value == 0x2029 ||
         value == 0x202F || value == 0x205F || value == 0x3000;
}

/// Zero-width separators and directional marks, which separate tokens like control characters.
[[nodiscard]] constexpr bool is_invisible_separator(char32_t value) noexcept {
  return value == 0x200B || value == 0x200E || value == 0x200F || (value >= 0x202A && value <= 0x202E) ||
         value == 0x2060 || (value >= 0x2066 && value <= 0x2069) || value == 0xFEFF;
}

/// The blocks of Han ideographs.
[[nodiscard]] constexpr bool is_ideograph(char32_t value) noexcept {
  return (value >= 0x3400 && value <= 0x4DBF) || (value >= 0x4E00 && value <= 0x9FFF) ||
         (value >= 0xF900 && value <= 0xFAFF) || (value >= 0x20000 && value <= 0x3FFFF);
}

/// The class of a code point. Allocates nothing.
[[nodiscard]] inline character_class class_of(char32_t value) noexcept {
  if (is_white_space(value) || is_invisible_separator(value)) return character_class::space;
  if (is_ideograph(value)) return character_class::ideograph;
  switch (category_of(value)) {
    case UTF8PROC_CATEGORY_CC:
      return character_class::space;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_PC:
      return character_class::letter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return character_class::digit;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
      return character_class::mark;
    default:
      return character_class::symbol;
  }
}

/// Code points of a text by number; beyond the end U+0000 of class space.
class classified_text {
 public:
  /// Requires: `text` is valid UTF-8 and outlives this object. Allocates 16 bytes per code point.
  explicit classified_text(std::string_view text) : text_(text) {
    points_.reserve(text.size() + 1);
    for (std::size_t at = 0; at < text.size();) {
      auto const [value, bytes] = code_point_at(text, at);
      points_.push_back({at, value, class_of(value)});
      at += bytes;
    }
    points_.push_back({text.size(), 0, character_class::space});
  }

  [[nodiscard]] std::size_t size() const noexcept { return points_.size() - 1; }
  [[nodiscard]] char32_t operator[](std::size_t i) const noexcept { return i < size() ? points_[i].value : 0; }
  [[nodiscard]] character_class kind(std::size_t i) const noexcept { return points_[i < size() ? i : size()].kind; }
  [[nodiscard]] bool is_space(std::size_t i) const noexcept { return kind(i) == character_class::space; }
  [[nodiscard]] bool is_letter(std::size_t i) const noexcept { return kind(i) == character_class::letter; }
  [[nodiscard]] bool is_digit(std::size_t i) const noexcept { return kind(i) == character_class::digit; }
  [[nodiscard]] bool is_mark(std::size_t i) const noexcept { return kind(i) == character_class::mark; }

  /// Whether a word may begin or continue here.
  [[nodiscard]] bool is_word(std::size_t i) const noexcept { return is_letter(i) || is_digit(i) || is_mark(i); }

  [[nodiscard]] bool is_upper(std::size_t i) const noexcept {
    auto const category = category_of((*this)[i]);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
  }
  [[nodiscard]] bool is_lower(std::size_t i) const noexcept { return category_of((*this)[i]) == UTF8PROC_CATEGORY_LL; }

  /// Code points `begin` to `end` of the text.
  [[nodiscard]] std::string_view slice(std::size_t begin, std::size_t end) const noexcept {
    return text_.substr(points_[begin].byte, points_[end].byte - points_[begin].byte);
  }

 private:
  struct point {
    std::size_t byte;
    char32_t value;
    character_class kind;
  };
  std::string_view text_;
  std::vector<point> points_;  // one more than the text has: the end
};

}  // namespace hmt::detail
