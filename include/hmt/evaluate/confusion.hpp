// SPDX-License-Identifier: MIT
// Confusion of relations between the same two spans.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// Gold relation -> predicted relation -> number of triples; an empty gold relation means predicted triples without a
/// gold one (spurious), an empty predicted relation gold triples without a predicted one (missed).
using relation_confusion = std::map<std::string, std::map<std::string, std::size_t>>;

namespace detail {

inline void count_confusion(sentence const& gold, extraction const& found, relation_confusion& into) {
  using names = std::set<std::string_view>;
  std::map<std::pair<word_span, word_span>, std::pair<names, names>> pairs;
  for (auto const& each : gold.triples) pairs[{each.head, each.tail}].first.insert(each.relation);
  for (auto const& each : found.triples) pairs[{each.head, each.tail}].second.insert(each.relation);
  auto const add = [&into](std::string_view one, std::string_view other) {
    ++into[std::string(one)][std::string(other)];
  };
  for (auto const& [spans, sides] : pairs) {
    auto const& [right, given] = sides;
    std::vector<std::string_view> correct, missed, wrong;
    std::ranges::set_intersection(right, given, std::back_inserter(correct));
    std::ranges::set_difference(right, given, std::back_inserter(missed));
    std::ranges::set_difference(given, right, std::back_inserter(wrong));
    for (auto const relation : correct) add(relation, relation);
    for (std::size_t k = 0; k < std::max(missed.size(), wrong.size()); ++k)
      add(k < missed.size() ? missed[k] : "", k < wrong.size() ? wrong[k] : "");
  }
}

}  // namespace detail

/// Counts confusions of relations. Within a sentence, gold and predicted triples with exactly the same head and tail,
/// in this direction, are matched one to one: equal relations first, then the rest in the order of their names;
/// unmatched ones are missed or spurious. So a relation's row sums to its gold triples and its column to its predicted
/// ones, none counted twice, as in `evaluation::relations`. Throws as `evaluate` does.
[[nodiscard]] inline relation_confusion confusion_of(corpus const& gold, std::span<extraction const> predicted) {
  detail::require_one_each(gold, predicted);
  relation_confusion counted;
  for (std::size_t number = 0; number < predicted.size(); ++number)
    detail::count_confusion(gold.sentences[number], predicted[number], counted);
  return counted;
}

/// A pair of confused relations.
struct taken_for {
  std::string gold, found;
  std::size_t times = 0;
};

/// Pairs of confused relations, by decreasing frequency, then by name.
[[nodiscard]] inline std::vector<taken_for> most_confused(relation_confusion const& of) {
  std::vector<taken_for> list;
  for (auto const& [gold, row] : of)
    for (auto const& [found, times] : row)
      if (!gold.empty() && !found.empty() && gold != found) list.push_back({gold, found, times});
  std::ranges::stable_sort(list, std::ranges::greater(), &taken_for::times);
  return list;
}

/// At most this many relations for a confusion table: those most often confused, in either direction, then those with
/// the most triples; in the order of their names.
[[nodiscard]] inline std::vector<std::string> relations_to_show(relation_confusion const& of, std::size_t most) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> weights;  // confused, all
  for (auto const& [gold, row] : of)
    for (auto const& [found, times] : row) {
      bool const confused = !gold.empty() && !found.empty() && gold != found;
      for (auto const& name : std::set<std::string>{gold, found}) {
        if (confused) weights[name].first += times;
        weights[name].second += times;
      }
    }
  weights.erase("");
  std::vector<std::pair<std::string, std::pair<std::size_t, std::size_t>>> ranked(weights.begin(), weights.end());
  std::ranges::stable_sort(ranked, std::ranges::greater(), [](auto const& one) { return one.second; });
  std::vector<std::string> names;
  for (std::size_t k = 0; k < std::min(most, ranked.size()); ++k) names.push_back(ranked[k].first);
  std::ranges::sort(names);
  return names;
}

/// The same confusion with all relations not among `shown` under one name.
[[nodiscard]] inline relation_confusion merged(relation_confusion const& of, std::vector<std::string> const& shown,
                                               std::string const& others) {
  auto const name_of = [&](std::string const& relation) -> std::string const& {
    return relation.empty() || std::ranges::binary_search(shown, relation) ? relation : others;
  };
  relation_confusion sums;
  for (auto const& [gold, row] : of)
    for (auto const& [found, times] : row) sums[name_of(gold)][name_of(found)] += times;
  return sums;
}

}  // namespace hmt
