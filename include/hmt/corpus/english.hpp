// SPDX-License-Identifier: MIT
// English word lists of the tokenizer and the sentence splitter: abbreviations, and words that begin a sentence.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace hmt::detail {

using namespace std::string_view_literals;

// Lists are in lower case, without the last full stop, and sorted for binary search.

/// Abbreviations that precede what they belong to, so that no sentence ends with them.
inline constexpr std::array leading_abbreviations{
    "adm"sv, "approx"sv, "atty"sv, "brig"sv, "ca"sv,   "capt"sv, "cf"sv,  "cmdr"sv, "col"sv,  "cpl"sv,
    "det"sv, "dr"sv,     "e.g"sv,  "fr"sv,   "gen"sv,  "gov"sv,  "hon"sv, "i.e"sv,  "insp"sv, "lt"sv,
    "maj"sv, "messrs"sv, "mr"sv,   "mrs"sv,  "ms"sv,   "mt"sv,   "pfc"sv, "pres"sv, "prof"sv, "pvt"sv,
    "rep"sv, "rev"sv,    "sen"sv,  "sgt"sv,  "supt"sv, "v"sv,    "vs"sv};

/// Abbreviations that may also end a sentence; they hardly occur as ordinary words.
inline constexpr std::array abbreviations{
    "al"sv,   "ala"sv,   "apr"sv, "ariz"sv, "ark"sv,  "assn"sv, "assoc"sv, "aug"sv, "ave"sv,  "blvd"sv,
    "bros"sv, "calif"sv, "cie"sv, "co"sv,   "colo"sv, "conn"sv, "corp"sv,  "dec"sv, "dept"sv, "dist"sv,
    "esq"sv,  "est"sv,   "etc"sv, "feb"sv,  "fla"sv,  "ft"sv,   "ga"sv,    "hwy"sv, "inc"sv,  "intl"sv,
    "jan"sv,  "jr"sv,    "jul"sv, "jun"sv,  "kan"sv,  "ky"sv,   "ltd"sv,   "md"sv,  "mfg"sv,  "mich"sv,
    "minn"sv, "mont"sv,  "neb"sv, "nev"sv,  "nov"sv,  "oct"sv,  "okla"sv,  "pty"sv, "rd"sv,   "sep"sv,
    "sept"sv, "sr"sv,    "st"sv,  "tenn"sv, "tex"sv,  "univ"sv, "va"sv,    "vt"sv,  "wis"sv,  "wyo"sv};

/// Abbreviations that are also words or names: they keep the full stop only if the sentence clearly continues.
inline constexpr std::array ambiguous_abbreviations{"art"sv,  "del"sv,  "fig"sv,  "fri"sv,  "ill"sv, "ind"sv,   "la"sv,
                                                    "mar"sv,  "mass"sv, "me"sv,   "miss"sv, "mo"sv,  "mon"sv,   "ore"sv,
                                                    "pa"sv,   "penn"sv, "sat"sv,  "sun"sv,  "thu"sv, "thurs"sv, "tue"sv,
                                                    "tues"sv, "vol"sv,  "wash"sv, "wed"sv};

/// Abbreviations only before a number.
inline constexpr std::array number_abbreviations{"no"sv, "nos"sv, "p"sv, "pp"sv};

/// The only ones that news text also writes in lower case.
inline constexpr std::array uncapitalized_abbreviations{"al"sv,  "approx"sv, "ca"sv, "cf"sv,
                                                        "est"sv, "etc"sv,    "v"sv,  "vs"sv};

/// Words that, if capitalised in running text, begin a sentence.
inline constexpr std::array sentence_openers{
    "a"sv,       "about"sv,   "according"sv, "after"sv,    "all"sv,    "also"sv,      "although"sv, "among"sv,
    "an"sv,      "and"sv,     "another"sv,   "as"sv,       "at"sv,     "because"sv,   "before"sv,   "born"sv,
    "both"sv,    "but"sv,     "by"sv,        "despite"sv,  "during"sv, "each"sv,      "even"sv,     "every"sv,
    "few"sv,     "for"sv,     "founded"sv,   "from"sv,     "he"sv,     "her"sv,       "here"sv,     "his"sv,
    "how"sv,     "however"sv, "i"sv,         "if"sv,       "in"sv,     "instead"sv,   "it"sv,       "its"sv,
    "later"sv,   "many"sv,    "meanwhile"sv, "moreover"sv, "most"sv,   "my"sv,        "neither"sv,  "nor"sv,
    "not"sv,     "now"sv,     "on"sv,        "once"sv,     "only"sv,   "or"sv,        "other"sv,    "our"sv,
    "several"sv, "she"sv,     "since"sv,     "so"sv,       "some"sv,   "still"sv,     "such"sv,     "that"sv,
    "the"sv,     "their"sv,   "then"sv,      "there"sv,    "these"sv,  "they"sv,      "this"sv,     "those"sv,
    "though"sv,  "through"sv, "to"sv,        "under"sv,    "until"sv,  "we"sv,        "what"sv,     "when"sv,
    "where"sv,   "while"sv,   "who"sv,       "why"sv,      "with"sv,   "yesterday"sv, "yet"sv,      "you"sv,
    "your"sv};

/// No entry of any list is longer than this.
inline constexpr std::size_t longest_listed_word = 10;

/// Whether a sorted list contains `word` (in lower case).
template <std::size_t Size>
constexpr bool holds(std::array<std::string_view, Size> const& list, std::string_view word) {
  return std::ranges::binary_search(list, word);
}

static_assert(std::ranges::is_sorted(leading_abbreviations) && std::ranges::is_sorted(abbreviations) &&
              std::ranges::is_sorted(ambiguous_abbreviations) && std::ranges::is_sorted(number_abbreviations) &&
              std::ranges::is_sorted(uncapitalized_abbreviations) && std::ranges::is_sorted(sentence_openers));

}  // namespace hmt::detail
