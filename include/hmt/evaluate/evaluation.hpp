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
#include "hmt/evaluate/errors.hpp"
#include "hmt/evaluate/matching.hpp"
#include "hmt/evaluate/overlap.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// Triples under each rule. `strict` is absent if the corpus has no entity types of its own.
struct triple_scores {
  counts exact_span, exact_text, first_word, begin_tag;
  std::optional<counts> strict;
};

/// Entities by span, and by span and type if the corpus has types of its own.
struct entity_scores {
  counts exact_span;
  std::optional<counts> strict;
};

/// Exact-span triples of the sentences of each overlap class; a sentence may be in two, see `overlap_classes`.
struct overlap_scores {
  counts none, entity_overlap, pair_overlap;
};

/// Sentences in which direction matters (the paper's case study, table 2).
struct inverse_sentences {
  std::size_t confused = 0;       ///< with a wrong prediction (t, r', h), where gold has (h, r, t)
  std::size_t two_way = 0;        ///< whose gold has both (h, r, t) and (t, r', h)
  std::size_t two_way_found = 0;  ///< of these: in which all such triples were found
};

/// Gold triples that a model cannot find because their relations are unknown to it.
struct unknown_relations {
  std::size_t triples = 0;
  std::size_t first_line = 0;  ///< of the first such triple's sentence; 0 if there is none or it is not from a file
  std::set<std::string> names;
};

/// The result of `evaluate`. Plain data.
struct evaluation {
  std::size_t sentences = 0;
  triple_scores triples;
  entity_scores entities;
  std::map<std::string, counts> relations;  ///< exact spans, for each relation in gold or prediction
  std::array<counts, 6> by_triple_count;    ///< exact spans, by gold triples of the sentence: 0, 1, 2, 3, 4, 5 and more
  overlap_scores by_overlap;
  /// Gold relation r -> predicted relation r' -> number of wrong predictions (t, r', h) where gold has (h, r, t).
  std::map<std::string, std::map<std::string, std::size_t>> inverse_confusion;
  inverse_sentences inverse;
  errors_by_cause errors;  ///< exact spans: gold triples that were missed and predictions that are wrong
  std::optional<unknown_relations> unknown;  ///< absent if the known relations were not given
};

namespace detail {

inline void require_one_each(corpus const& gold, std::span<extraction const> predicted) {
  if (predicted.size() != gold.sentences.size())
    throw shape_error("prediction-count", gold.path + ": expected " + std::to_string(gold.sentences.size()) +
                                              " predictions, one per sentence, found " +
                                              std::to_string(predicted.size()));
}

inline void require_spans_within(sentence const& gold, extraction const& predicted) {
  auto const check = [&gold](word_span words) {
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
    relations[std::string(relation)] += count_triples<matching::exact_span>(in, part.first, part.second);
}

inline void count_inverse(sentence const& gold, extraction const& predicted, evaluation& into) {
  std::set<triple> found, wrong;
  for (auto const& each : predicted.triples) found.insert({each.head, each.relation, each.tail});
  wrong = found;
  for (auto const& each : gold.triples) wrong.erase(each);
  auto const is_inverse = [](triple const& one, triple const& other) {
    return one.head == other.tail && one.tail == other.head && one.head != one.tail;
  };
  bool confused = false, two_way = false, all_found = true;
  for (auto const& each : gold.triples) {
    for (auto const& other : wrong)
      if (is_inverse(each, other)) {
        ++into.inverse_confusion[each.relation][other.relation];
        confused = true;
      }
    if (std::ranges::any_of(gold.triples, [&](triple const& other) { return is_inverse(each, other); })) {
      two_way = true;
      all_found = all_found && found.contains(each);
    }
  }
  if (confused) ++into.inverse.confused;
  if (two_way) ++into.inverse.two_way;
  if (two_way && all_found) ++into.inverse.two_way_found;
}

inline void count_errors(sentence const& gold, extraction const& predicted, errors_by_cause& errors) {
  for (auto const& each : triple_errors(gold, predicted)) {
    auto& counted = errors[each.cause];
    ++(each.kind == error_kind::missed ? counted.missed : counted.wrong);
  }
}

}  // namespace detail

/// The gold triples of unknown relations.
[[nodiscard]] inline unknown_relations find_unknown(corpus const& gold, std::span<std::string const> known) {
  unknown_relations found;
  for (auto const& one : gold.sentences)
    for (auto const& each : one.triples)
      if (std::ranges::find(known, each.relation) == known.end()) {
        if (found.triples++ == 0) found.first_line = one.line;
        found.names.insert(each.relation);
      }
  return found;
}

/// Scores predictions, `predicted[i]` for `gold.sentences[i]`. With `known_relations` (those of the model) it also
/// counts the gold triples of other relations, so that the caller can warn. Throws `shape_error`: `prediction-count`
/// unless there is one extraction per sentence; `prediction-span` if a predicted argument is outside its sentence.
[[nodiscard]] inline evaluation evaluate(corpus const& gold, std::span<extraction const> predicted,
                                         std::optional<std::span<std::string const>> known_relations = std::nullopt) {
  detail::require_one_each(gold, predicted);
  evaluation result;
  result.sentences = gold.sentences.size();
  if (gold.typed) {
    result.triples.strict.emplace();
    result.entities.strict.emplace();
  }
  if (known_relations) result.unknown = find_unknown(gold, *known_relations);
  for (std::size_t number = 0; number < predicted.size(); ++number) {
    auto const& one = gold.sentences[number];
    auto const& found = predicted[number];
    detail::require_spans_within(one, found);
    auto const gold_triples = typed_triples(one), found_triples = typed_triples(found);

    auto const exact = count_triples<matching::exact_span>(one, gold_triples, found_triples);
    result.triples.exact_span += exact;
    result.triples.exact_text += count_triples<matching::exact_text>(one, gold_triples, found_triples);
    result.triples.first_word += count_triples<matching::first_word>(one, gold_triples, found_triples);
    result.triples.begin_tag += count_triples<matching::begin_tag>(one, gold_triples, found_triples);
    result.entities.exact_span += count_entities<matching::exact_span>(one, found);
    if (gold.typed) {
      *result.triples.strict += count_triples<matching::strict>(one, gold_triples, found_triples);
      *result.entities.strict += count_entities<matching::strict>(one, found);
    }

    result.by_triple_count[std::min(one.triples.size(), result.by_triple_count.size() - 1)] += exact;
    auto const overlap = overlap_of(one);
    if (overlap.none) result.by_overlap.none += exact;
    if (overlap.entity_overlap) result.by_overlap.entity_overlap += exact;
    if (overlap.pair_overlap) result.by_overlap.pair_overlap += exact;
    detail::count_relations(one, gold_triples, found_triples, result.relations);
    detail::count_inverse(one, found, result);
    detail::count_errors(one, found, result.errors);
  }
  return result;
}

}  // namespace hmt
