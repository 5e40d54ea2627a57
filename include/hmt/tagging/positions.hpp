// SPDX-License-Identifier: MIT
// Position schemes: how the words of a span are lettered, and how letters are read back into spans.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/malformed.hpp"

namespace hmt {

/// Requirements of a position scheme `P` (all members static, none throws or allocates):
/// - `name`: its spelling in a model's configuration, for example `bio`;
/// - `letters`: the letters it uses, in the order of the labels;
/// - `letter(word, length)`: the letter of word `word` (from 0) of a span of `length` words;
/// - `opens(letter)`: whether a word of this letter always begins a span;
/// - `closes(letter)`: whether a word of this letter always ends its span.
template <class P>
concept PositionScheme = requires(std::size_t number, char letter) {
  { P::name } -> std::convertible_to<std::string_view>;
  { P::letters } -> std::convertible_to<std::string_view>;
  { P::letter(number, number) } -> std::same_as<char>;
  { P::opens(letter) } -> std::same_as<bool>;
  { P::closes(letter) } -> std::same_as<bool>;
};

/// Begin and inside (Ramshaw and Marcus 1995, in the form that letters every first word B). B opens; I continues.
struct bio {
  static constexpr std::string_view name = "bio";
  static constexpr std::string_view letters = "BI";
  static constexpr char letter(std::size_t word, std::size_t) { return word == 0 ? 'B' : 'I'; }
  static constexpr bool opens(char letter) { return letter == 'B'; }
  static constexpr bool closes(char) { return false; }
};

/// Begin, inside, end, and single for a span of one word. B and S open; E and S close; I and E continue.
struct bioes {
  static constexpr std::string_view name = "bioes";
  static constexpr std::string_view letters = "BIES";
  static constexpr char letter(std::size_t word, std::size_t length) {
    if (length == 1) return 'S';
    return word == 0 ? 'B' : word + 1 == length ? 'E' : 'I';
  }
  static constexpr bool opens(char letter) { return letter == 'B' || letter == 'S'; }
  static constexpr bool closes(char letter) { return letter == 'E' || letter == 'S'; }
};

/// Inside only: neighbouring words of one kind are one span, so two spans of a kind that touch come back as one.
struct io {
  static constexpr std::string_view name = "io";
  static constexpr std::string_view letters = "I";
  static constexpr char letter(std::size_t, std::size_t) { return 'I'; }
  static constexpr bool opens(char) { return false; }
  static constexpr bool closes(char) { return false; }
};

/// The kind of a word outside all spans.
inline constexpr std::size_t no_kind = std::numeric_limits<std::size_t>::max();

/// What the label of one word says: the kind of its span (an entity type, a relation and role) and its place therein.
struct position_tag {
  std::size_t kind = no_kind;
  char letter = 'O';  ///< not looked at where `kind` is `no_kind`
};

/// A span and the number of its kind.
struct labelled_span {
  span words;
  std::size_t kind = no_kind;
  double confidence = 1.0;  ///< in [0, 1]
};

/// Reads one tag a word into spans, in the order of their words, with confidence 1. For every scheme:
/// - a word continues the span of the word before it if that span is still open, has the word's kind, and the word's
///   letter does not always open one; any other word but O opens a span. So in `bio` an I after O, after another kind,
///   or at the start of the sentence opens a span; in `bioes` so does an E, whose span is that one word, and an I after
///   an E or S;
/// - a span ends with a letter that closes, before O, before a word that opens another span, or with the sentence. So
///   in `bioes` the spans of `B O`, `B B` and `B S` that lack their E have one word each.
/// A span is well formed if it opened with an opening letter (where the scheme has one) and ended with a closing one
/// (where it has one); `Malformed` says which others are kept. Allocates the result; safe to call from several threads.
template <PositionScheme Positions, MalformedPolicy Malformed>
[[nodiscard]] std::vector<labelled_span> read_spans(std::span<position_tag const> tags) {
  constexpr std::string_view letters = Positions::letters;
  constexpr bool has_opening = std::ranges::any_of(letters, [](char letter) { return Positions::opens(letter); });
  constexpr bool has_closing = std::ranges::any_of(letters, [](char letter) { return Positions::closes(letter); });
  std::vector<labelled_span> found;
  labelled_span current;
  bool opened = false;
  auto const finish = [&](std::size_t end, bool closed) {
    if (current.kind != no_kind && Malformed::keeps(opened || !has_opening, closed || !has_closing)) {
      current.words.end = end;
      found.push_back(current);
    }
    current.kind = no_kind;
  };
  for (std::size_t word = 0; word < tags.size(); ++word) {
    auto const [kind, letter] = tags[word];
    if (kind == no_kind) {
      finish(word, false);
      continue;
    }
    if (kind != current.kind || Positions::opens(letter)) {
      finish(word, false);
      current = {{word, word}, kind};
      opened = Positions::opens(letter);
    }
    if (Positions::closes(letter)) finish(word + 1, true);
  }
  finish(tags.size(), false);
  return found;
}

}  // namespace hmt
