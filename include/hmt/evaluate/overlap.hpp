// SPDX-License-Identifier: MIT
// Overlap classes of sentences (Zeng et al. 2018): whether their triples share entities, or pairs of entities.
#pragma once

#include <cstddef>
#include <set>
#include <utility>

#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// The classes of a sentence: `none`, or one or both of the overlap classes.
struct overlap_classes {
  bool none = false;            ///< no entity is in two triples, nor twice in one ('Normal'); also without any triple
  bool entity_overlap = false;  ///< different pairs share an entity ('SingleEntityOverlap')
  bool pair_overlap = false;    ///< a pair of head and tail, in this order, is in several triples ('EntityPairOverlap')
};

/// Entities are distinguished by their spans. As in the published program of Zeng et al. (2018), (h, r, t) with (t, r',
/// h) is an overlap of entities and not of pairs.
[[nodiscard]] inline overlap_classes overlap_of(sentence const& one) {
  std::set<std::pair<word_span, word_span>> pairs;
  std::set<word_span> entities;
  for (auto const& each : one.triples) {
    pairs.emplace(each.head, each.tail);
    entities.insert(each.head);
    entities.insert(each.tail);
  }
  overlap_classes found;
  found.none = entities.size() == 2 * one.triples.size();
  found.entity_overlap = entities.size() != 2 * pairs.size();
  found.pair_overlap = pairs.size() != one.triples.size();
  return found;
}

}  // namespace hmt
