// SPDX-License-Identifier: MIT
// Matching rules: when a prediction counts as correct. `docs/matching-rules.md` gives their sources.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/counts.hpp"
#include "hmt/tagging/extraction.hpp"
#include "hmt/tagging/type_of.hpp"

namespace hmt {

/// A span and its entity type, empty if it has none.
struct typed_span {
  word_span words;
  std::string_view type;
};

/// A triple as a matching rule sees it, gold or predicted.
struct typed_triple {
  typed_span head;
  std::string_view relation;
  typed_span tail;
};

/// Requirements of a matching rule `R`: `R::name`; `R::counts_duplicates`; and `R::key(triple, sentence)`, an ordered
/// value that may point into its arguments. A prediction is correct if a gold triple of the sentence has an equal key.
/// If duplicates do not count, keys of a sentence are sets: several predictions (or gold triples) with the same key are
/// one. If they do, each is counted, and each gold triple is matched by at most one prediction.
template <class R>
concept MatchingRule = requires(typed_triple const& candidate, sentence const& in) {
  { R::name } -> std::convertible_to<std::string_view>;
  { R::counts_duplicates } -> std::convertible_to<bool>;
  { R::key(candidate, in) } -> std::totally_ordered;
};

namespace matching {

/// Both spans at exactly the gold words, and the relation.
struct exact_span {
  static constexpr std::string_view name = "exact_span";
  static constexpr bool counts_duplicates = false;
  static auto key(typed_triple const& one, sentence const&) {
    return std::tuple(one.head.words, one.relation, one.tail.words);
  }
  /// Entities: the span.
  static auto key(typed_span const& one) { return one.words; }
};

/// Both texts (words joined by blanks, case kept) and the relation, at any position in the sentence.
struct exact_text {
  static constexpr std::string_view name = "exact_text";
  static constexpr bool counts_duplicates = false;
  static auto key(typed_triple const& one, sentence const& in) {
    return std::tuple(text_of(in, one.head.words), one.relation, text_of(in, one.tail.words));
  }
};

/// The text of the first word of both names and the relation: the 'partial match' of CasRel's scorer.
struct first_word {
  static constexpr std::string_view name = "first_word";
  static constexpr bool counts_duplicates = false;
  static auto key(typed_triple const& one, sentence const& in) {
    return std::tuple(std::string_view(in.words[one.head.words.begin]), one.relation,
                      std::string_view(in.words[one.tail.words.begin]));
  }
};

/// The positions of the first words of both spans and the relation, duplicates counted: HRL's scorer.
struct begin_tag {
  static constexpr std::string_view name = "begin_tag";
  static constexpr bool counts_duplicates = true;
  static auto key(typed_triple const& one, sentence const&) {
    return std::tuple(one.head.words.begin, one.relation, one.tail.words.begin);
  }
};

/// As `exact_span`, and the entity types of both arguments. Implies correct under `exact_span`.
struct strict {
  static constexpr std::string_view name = "strict";
  static constexpr bool counts_duplicates = false;
  static auto key(typed_triple const& one, sentence const&) {
    return std::tuple(one.head.words, one.head.type, one.relation, one.tail.words, one.tail.type);
  }
  /// Entities: the span and its type.
  static auto key(typed_span const& one) { return std::tuple(one.words, one.type); }
};

}  // namespace matching

namespace detail {

/// Counts the keys of one sentence; equal keys match one to one.
template <class Key>
[[nodiscard]] counts match(std::vector<Key> gold, std::vector<Key> predicted, bool duplicates) {
  auto const arrange = [duplicates](std::vector<Key>& keys) {
    std::ranges::sort(keys);
    if (!duplicates) keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  };
  arrange(gold);
  arrange(predicted);
  counts found{predicted.size(), gold.size(), 0};
  for (auto g = gold.begin(), p = predicted.begin(); g != gold.end() && p != predicted.end();) {
    if (*g < *p) {
      ++g;
    } else if (*p < *g) {
      ++p;
    } else {
      ++found.correct;
      ++g;
      ++p;
    }
  }
  return found;
}

/// The type of the gold entity with exactly these words; empty if there is none.
[[nodiscard]] inline std::string_view gold_type(word_span words, sentence const& gold) {
  auto const found = std::ranges::find(gold.entities, words, &entity::words);
  return found == gold.entities.end() ? std::string_view() : std::string_view(found->type);
}

}  // namespace detail

/// The triples of a sentence with the types of its gold entities. The result points into `gold`.
[[nodiscard]] inline std::vector<typed_triple> typed_triples(sentence const& gold) {
  std::vector<typed_triple> found;
  for (auto const& each : gold.triples)
    found.push_back({{each.head, detail::gold_type(each.head, gold)},
                     each.relation,
                     {each.tail, detail::gold_type(each.tail, gold)}});
  return found;
}

/// The triples of an extraction with the types that `type_of` gives. The result points into `predicted`.
[[nodiscard]] inline std::vector<typed_triple> typed_triples(extraction const& predicted) {
  std::vector<typed_triple> found;
  for (auto const& each : predicted.triples)
    found.push_back(
        {{each.head, type_of(each.head, predicted)}, each.relation, {each.tail, type_of(each.tail, predicted)}});
  return found;
}

/// Counts triples of one sentence under a rule. Requires: all spans are within the words of `in` and not empty.
template <MatchingRule Rule>
[[nodiscard]] counts count_triples(sentence const& in, std::vector<typed_triple> const& gold,
                                   std::vector<typed_triple> const& predicted) {
  using key_type = decltype(Rule::key(std::declval<typed_triple const&>(), in));
  auto const keys = [&in](std::vector<typed_triple> const& triples) {
    std::vector<key_type> made;
    made.reserve(triples.size());
    for (auto const& each : triples) made.push_back(Rule::key(each, in));
    return made;
  };
  return detail::match(keys(gold), keys(predicted), Rule::counts_duplicates);
}

/// Counts entities of one sentence under `exact_span` or `strict`, as sets.
template <class Rule>
[[nodiscard]] counts count_entities(sentence const& gold, extraction const& predicted) {
  using key_type = decltype(Rule::key(std::declval<typed_span const&>()));
  auto const keys = [](auto const& entities) {
    std::vector<key_type> made;
    for (auto const& each : entities) made.push_back(Rule::key(typed_span{each.words, each.type}));
    return made;
  };
  return detail::match(keys(gold.entities), keys(predicted.entities), false);
}

}  // namespace hmt
