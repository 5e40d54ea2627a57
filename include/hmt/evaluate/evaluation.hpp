// SPDX-License-Identifier: MIT
// The scores of a model's predictions on a corpus, under every matching rule and by kinds of sentences.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/counts.hpp"
#include "hmt/evaluate/matching.hpp"
#include "hmt/evaluate/overlap.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

/// Triples under each rule. `strict` is absent where the corpus has no entity types of its own.
struct triple_scores {
  counts exact_span, exact_text, first_word, begin_tag;
  std::optional<counts> strict;
};

/// Entities by span, and by span and type where the corpus has types of its own.
struct entity_scores {
  counts exact_span;
  std::optional<counts> strict;
};

/// Exact-span triples of the sentences of each overlap class; a sentence may be in two, see `overlap_classes`.
struct overlap_scores {
  counts none, entity_overlap, pair_overlap;
};

/// Gold triples that a model cannot find because it does not know their relations.
struct unknown_relations {
  std::size_t triples = 0;
  std::size_t first_line = 0;  ///< of the first such triple's sentence; 0 if there is none or it is not from a file
  std::set<std::string> names;
};

/// What `evaluate` finds. Plain data.
struct evaluation {
  std::size_t sentences = 0;
  triple_scores triples;
  entity_scores entities;
  std::map<std::string, counts> relations;  ///< exact spans, for each relation in gold or prediction
  std::array<counts, 6> by_triple_count;    ///< exact spans, by gold triples of the sentence: 0, 1, 2, 3, 4, 5 and more
  overlap_scores by_overlap;
  /// Gold relation r, predicted relation r': how many wrong predictions (t, r', h) there are where gold has (h, r, t).
  std::map<std::string, std::map<std::string, std::size_t>> inverse_confusion;
  std::optional<unknown_relations> unknown;  ///< absent where the known relations were not given
};

namespace detail {

inline void require_spans_within(sentence const& gold, extraction const& predicted) {
  auto const check = [&gold](span words) {
    if (words.begin >= words.end || words.end > gold.words.size())
      throw shape_error("prediction-span", "a predicted span: expected one or more words within the " +
                                               std::to_string(gold.words.size()) + " of the sentence, found [" +
                                               std::to_string(words.begin) + ", " + std::to_string(words.end) +
                                               "); give the predictions for the same sentences in the same order");
  };
  for (auto const& each : predicted.triples) {
    check(each.head);
    check(each.tail);
  }
}

inline void count_relations(sentence const& in, std::vector<typed_triple> const& gold,
                            std::vector<typed_triple> const& predicted, std::map<std::string, counts>& relations) {
  std::map<std::string_view, std::pair<std::vector<typed_triple>, std::vector<typed_triple>>> parts;
  for (auto const& each : gold) parts[each.relation].first.push_back(each);
  for (auto const& each : predicted) parts[each.relation].second.push_back(each);
  for (auto const& [relation, part] : parts)
    relations[std::string(relation)] += count_triples<exact_span>(in, part.first, part.second);
}

inline void count_inverse(sentence const& gold, extraction const& predicted,
                          std::map<std::string, std::map<std::string, std::size_t>>& confusion) {
  std::set<triple> wrong;
  for (auto const& each : predicted.triples) wrong.insert({each.head, each.relation, each.tail});
  for (auto const& each : gold.triples) wrong.erase(each);
  for (auto const& each : gold.triples)
    for (auto const& other : wrong)
      if (other.head == each.tail && other.tail == each.head) ++confusion[each.relation][other.relation];
}

}  // namespace detail

/// Scores predictions, `predicted[i]` for `gold.sentences[i]`. With `known_relations` (those of the model) it also
/// counts the gold triples of other relations, so that the caller can warn. Throws `shape_error`: `prediction-count`
/// unless there is one extraction a sentence; `prediction-span` if a predicted argument lies outside its sentence.
/// Allocates; safe to call from several threads.
[[nodiscard]] inline evaluation evaluate(corpus const& gold, std::span<extraction const> predicted,
                                         std::optional<std::span<std::string const>> known_relations = std::nullopt) {
  if (predicted.size() != gold.sentences.size())
    throw shape_error("prediction-count", gold.path + ": expected " + std::to_string(gold.sentences.size()) +
                                              " predictions, one a sentence, found " +
                                              std::to_string(predicted.size()));
  evaluation result;
  result.sentences = gold.sentences.size();
  if (gold.typed) {
    result.triples.strict.emplace();
    result.entities.strict.emplace();
  }
  if (known_relations) result.unknown.emplace();
  for (std::size_t number = 0; number < predicted.size(); ++number) {
    auto const& one = gold.sentences[number];
    auto const& found = predicted[number];
    detail::require_spans_within(one, found);
    auto const gold_triples = typed_triples(one), found_triples = typed_triples(found);

    auto const exact = count_triples<exact_span>(one, gold_triples, found_triples);
    result.triples.exact_span += exact;
    result.triples.exact_text += count_triples<exact_text>(one, gold_triples, found_triples);
    result.triples.first_word += count_triples<first_word>(one, gold_triples, found_triples);
    result.triples.begin_tag += count_triples<begin_tag>(one, gold_triples, found_triples);
    result.entities.exact_span += count_entities<exact_span>(one, found);
    if (gold.typed) {
      *result.triples.strict += count_triples<strict>(one, gold_triples, found_triples);
      *result.entities.strict += count_entities<strict>(one, found);
    }

    result.by_triple_count[std::min(one.triples.size(), result.by_triple_count.size() - 1)] += exact;
    auto const overlap = overlap_of(one);
    if (overlap.none) result.by_overlap.none += exact;
    if (overlap.entity_overlap) result.by_overlap.entity_overlap += exact;
    if (overlap.pair_overlap) result.by_overlap.pair_overlap += exact;
    detail::count_relations(one, gold_triples, found_triples, result.relations);
    detail::count_inverse(one, found, result.inverse_confusion);

    if (known_relations)
      for (auto const& each : one.triples)
        if (std::ranges::find(*known_relations, each.relation) == known_relations->end()) {
          if (result.unknown->triples++ == 0) result.unknown->first_line = one.line;
          result.unknown->names.insert(each.relation);
        }
  }
  return result;
}

}  // namespace hmt
