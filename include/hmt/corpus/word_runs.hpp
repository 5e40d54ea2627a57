// SPDX-License-Identifier: MIT
// Whitespace-separated text: splitting it, and finding a phrase in it as a run of words.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <utf8proc.h>

#include "hmt/corpus/checked_json.hpp"
#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// The parts of a text between ASCII white space.
[[nodiscard]] inline std::vector<std::string> split_words(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  std::vector<std::string> words;
  for (auto begin = text.find_first_not_of(blanks); begin != std::string_view::npos;
       begin = text.find_first_not_of(blanks, begin)) {
    auto const end = std::min(text.find_first_of(blanks, begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

namespace detail {

/// The text between a pair of double quotes that encloses all of it (ignoring white space around it), else the text
/// itself. The published HRL and CoType files wrap some sentences this way.
inline std::string_view without_enclosing_quotes(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  auto const begin = text.find_first_not_of(blanks), end = text.find_last_not_of(blanks);
  if (begin == std::string_view::npos || begin == end || text[begin] != '"' || text[end] != '"') return text;
  return text.substr(begin + 1, end - begin - 1);
}

/// A text from which `without_enclosing_quotes` restores this one: quoted text gets another pair of quotes.
inline std::string with_enclosing_quotes(std::string text) {
  return without_enclosing_quotes(text).size() == text.size() ? text : '"' + text + '"';
}

/// The text without its combining marks: `Málaga` becomes `Malaga`. Requires: valid UTF-8.
inline std::string without_marks(std::string const& text) {
  utf8proc_uint8_t* bytes = nullptr;
  auto const length =
      utf8proc_map(reinterpret_cast<utf8proc_uint8_t const*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &bytes, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_STRIPMARK));
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> const owner(bytes, &std::free);
  return length < 0 ? text : std::string(reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(length));
}

inline std::optional<word_span> find_words(std::vector<std::string> const& words,
                                           std::vector<std::string> const& wanted) {
  if (wanted.empty()) return std::nullopt;
  auto const found = std::ranges::search(words, wanted);
  if (found.empty()) return std::nullopt;
  auto const begin = static_cast<std::size_t>(found.begin() - words.begin());
  return word_span{begin, begin + wanted.size()};
}

}  // namespace detail

/// The first run of words that a phrase denotes. If no run equals it, combining marks are ignored: the names in the
/// CoType files come from a knowledge base that writes `Málaga` where newspaper text has `Malaga`. Requires: valid
/// UTF-8.
[[nodiscard]] inline std::optional<word_span> find_run(std::vector<std::string> const& words, std::string_view phrase) {
  auto wanted = split_words(phrase);
  if (auto const found = detail::find_words(words, wanted)) return found;
  std::vector<std::string> plain(words);
  for (auto* texts : {&plain, &wanted})
    for (auto& text : *texts) text = detail::without_marks(text);
  return detail::find_words(plain, wanted);
}

namespace detail {

/// The first run of words that an argument of a relation denotes. Throws `data_error` (`corpus-argument`) if there is
/// none.
inline word_span find_argument(sentence const& in, checked_json const& argument) {
  auto const found = find_run(in.words, argument.string());
  if (!found)
    reject_record("corpus-argument", argument.where(), argument.name() + " to be a run of words of the text",
                  "'" + shortened(argument.string()) + "', which is none");
  return *found;
}

}  // namespace detail

}  // namespace hmt
