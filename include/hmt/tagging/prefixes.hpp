// SPDX-License-Identifier: MIT
// Tag prefixes: how the words of a span are marked, and how prefixes are decoded into spans.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/strictness.hpp"

namespace hmt {

/// Requirements of a scheme of tag prefixes `P` (all members static, none throws or allocates):
/// - `name`: its spelling in a model's configuration, for example `bio`;
/// - `prefixes`: the prefixes it uses, in the order of the labels;
/// - `prefix(word, length)`: the prefix of word `word` (from 0) of a span of `length` words;
/// - `opens(prefix)`: whether a word of this prefix always begins a span;
/// - `closes(prefix)`: whether a word of this prefix always ends its span.
template <class P>
concept TagPrefixes = requires(std::size_t number, char prefix) {
  { P::name } -> std::convertible_to<std::string_view>;
  { P::prefixes } -> std::convertible_to<std::string_view>;
  { P::prefix(number, number) } -> std::same_as<char>;
  { P::opens(prefix) } -> std::same_as<bool>;
  { P::closes(prefix) } -> std::same_as<bool>;
};

namespace tagging {

/// Begin and inside (Ramshaw and Marcus 1995, in the form in which every first word is B). B opens; I continues.
struct bio {
  static constexpr std::string_view name = "bio";
  static constexpr std::string_view prefixes = "BI";
  static constexpr char prefix(std::size_t word, std::size_t) { return word == 0 ? 'B' : 'I'; }
  static constexpr bool opens(char prefix) { return prefix == 'B'; }
  static constexpr bool closes(char) { return false; }
};

/// Begin, inside, end, and single for a span of one word. B and S open; E and S close; I and E continue.
struct bioes {
  static constexpr std::string_view name = "bioes";
  static constexpr std::string_view prefixes = "BIES";
  static constexpr char prefix(std::size_t word, std::size_t length) {
    if (length == 1) return 'S';
    return word == 0 ? 'B' : word + 1 == length ? 'E' : 'I';
  }
  static constexpr bool opens(char prefix) { return prefix == 'B' || prefix == 'S'; }
  static constexpr bool closes(char prefix) { return prefix == 'E' || prefix == 'S'; }
};

/// Inside only: neighbouring words of one kind are one span, so two adjacent spans of a kind are decoded as one.
struct io {
  static constexpr std::string_view name = "io";
  static constexpr std::string_view prefixes = "I";
  static constexpr char prefix(std::size_t, std::size_t) { return 'I'; }
  static constexpr bool opens(char) { return false; }
  static constexpr bool closes(char) { return false; }
};

}  // namespace tagging

/// The kind of a word outside all spans.
inline constexpr std::size_t no_kind = std::numeric_limits<std::size_t>::max();

/// The meaning of a word's label: the kind of its span (an entity type, a relation and role) and the position therein.
struct prefix_tag {
  std::size_t kind = no_kind;
  char prefix = 'O';  ///< ignored if `kind` is `no_kind`
};

/// A span and the number of its kind.
struct labelled_span {
  word_span words;
  std::size_t kind = no_kind;
  double confidence = 1.0;  ///< in [0, 1]
};

/// Decodes one tag per word into spans, in the order of their words, with confidence 1. For every scheme:
/// - a word continues the span of the word before it if that span is still open, has the word's kind, and the word's
///   prefix does not always open one; any other word but O opens a span. So in `bio` an I after O, after another kind,
///   or at the start of the sentence opens a span; in `bioes` so does an E, whose span is that one word, and an I after
///   an E or S;
/// - a span ends with a prefix that closes, before O, before a word that opens another span, or with the sentence. So
///   in `bioes` the spans of `B O`, `B B` and `B S` that lack their E have one word each. A span is well formed if it
///   opened with an opening prefix (where the scheme has one) and ended with a closing one (where it has one);
///   `Strictness` says which others are kept.
template <TagPrefixes Prefixes, StrictnessPolicy Strictness>
[[nodiscard]] std::vector<labelled_span> read_spans(std::span<prefix_tag const> tags) {
  constexpr std::string_view prefixes = Prefixes::prefixes;
  constexpr bool has_opening = std::ranges::any_of(prefixes, [](char prefix) { return Prefixes::opens(prefix); });
  constexpr bool has_closing = std::ranges::any_of(prefixes, [](char prefix) { return Prefixes::closes(prefix); });
  std::vector<labelled_span> found;
  labelled_span current;
  bool opened = false;
  auto const finish = [&](std::size_t end, bool closed) {
    if (current.kind != no_kind && Strictness::keeps(opened || !has_opening, closed || !has_closing)) {
      current.words.end = end;
      found.push_back(current);
    }
    current.kind = no_kind;
  };
  for (std::size_t word = 0; word < tags.size(); ++word) {
    auto const [kind, prefix] = tags[word];
    if (kind == no_kind) {
      finish(word, false);
      continue;
    }
    if (kind != current.kind || Prefixes::opens(prefix)) {
      finish(word, false);
      current = {{word, word}, kind};
      opened = Prefixes::opens(prefix);
    }
    if (Prefixes::closes(prefix)) finish(word + 1, true);
  }
  finish(tags.size(), false);
  return found;
}

}  // namespace hmt
