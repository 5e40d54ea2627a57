// SPDX-License-Identifier: MIT
// The shape of a word: what lower-casing loses, and its kinds of characters.
#pragma once

#include <cstddef>
#include <string_view>

#include "hmt/core/tensor.hpp"
#include "hmt/core/unicode.hpp"
#include "hmt/input/concept.hpp"

namespace hmt {

/// Classes of words by Unicode's general categories. The numbers are in model files and must not change.
enum class word_shape : row_index {
  lower_case,          ///< only lower-case letters, ignoring marks and punctuation: `was`, `well-known`
  capitalized,         ///< one capital, the first letter with case: `Ana`, `A`, `Zürich`
  all_capitals,        ///< at least two letters with case, all of them capitals: `NATO`, `U.S.`
  mixed_case,          ///< capitals otherwise: `McDonald`, `eBay`, `Jean-Pierre`
  without_case,        ///< letters of scripts that have no case
  letters_and_digits,  ///< `B2B`, `1990s`
  digits,              ///< only digits: `1984`
  number,              ///< digits and no letters, with something else: `1,000.50`, `$5`, `10-12`
  punctuation,         ///< only punctuation and symbols
  other,               ///< none of these, such as the empty word
};

/// The number of classes.
inline constexpr std::size_t word_shapes = static_cast<std::size_t>(word_shape::other) + 1;

namespace detail {

/// The numbers of a word's code points of each kind that determine its shape.
struct character_counts {
  std::size_t capitals = 0;
  std::size_t small = 0;
  std::size_t without_case = 0;
  std::size_t digits = 0;
  std::size_t signs = 0;  ///< punctuation and symbols
  std::size_t rest = 0;
  bool capital_first = false;  ///< the first letter with case is a capital

  void add(utf8proc_category_t category) {
    switch (category) {
      case UTF8PROC_CATEGORY_LU:
      case UTF8PROC_CATEGORY_LT:
        capital_first = capital_first || small == 0;
        ++capitals;
        break;
      case UTF8PROC_CATEGORY_LL:
        ++small;
        break;
      case UTF8PROC_CATEGORY_LM:
      case UTF8PROC_CATEGORY_LO:
        ++without_case;
        break;
      case UTF8PROC_CATEGORY_ND:
      case UTF8PROC_CATEGORY_NL:
      case UTF8PROC_CATEGORY_NO:
        ++digits;
        break;
      case UTF8PROC_CATEGORY_PC:
      case UTF8PROC_CATEGORY_PD:
      case UTF8PROC_CATEGORY_PS:
      case UTF8PROC_CATEGORY_PE:
      case UTF8PROC_CATEGORY_PI:
      case UTF8PROC_CATEGORY_PF:
      case UTF8PROC_CATEGORY_PO:
      case UTF8PROC_CATEGORY_SM:
      case UTF8PROC_CATEGORY_SC:
      case UTF8PROC_CATEGORY_SK:
      case UTF8PROC_CATEGORY_SO:
        ++signs;
        break;
      default:
        ++rest;
    }
  }
};

}  // namespace detail

/// The shape of a word. Requires: `word` is valid UTF-8. Linear time; allocates nothing.
[[nodiscard]] inline word_shape shape_of(std::string_view word) noexcept {
  detail::character_counts count;
  for (std::size_t at = 0; at < word.size();) {
    auto const [value, bytes] = code_point_at(word, at);
    count.add(category_of(value));
    at += bytes;
  }
  auto const cased = count.capitals + count.small;
  if (cased + count.without_case > 0) {
    if (count.digits > 0) return word_shape::letters_and_digits;
    if (cased == 0) return word_shape::without_case;
    if (count.capitals == 0) return word_shape::lower_case;
    if (count.capitals == 1 && count.capital_first) return word_shape::capitalized;
    return count.small == 0 ? word_shape::all_capitals : word_shape::mixed_case;
  }
  if (count.digits > 0) return count.signs + count.rest == 0 ? word_shape::digits : word_shape::number;
  return count.signs > 0 ? word_shape::punctuation : word_shape::other;
}

namespace input {

/// The `word_shape` of each word, as a number; see `Input`.
struct shapes : number_of_each_word<shapes> {
  static constexpr std::string_view name = "shapes";
  static word_shape number_of(std::string_view word) noexcept { return shape_of(word); }
};
static_assert(Input<shapes>);

}  // namespace input
}  // namespace hmt
