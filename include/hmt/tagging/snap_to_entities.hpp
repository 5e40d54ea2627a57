// SPDX-License-Identifier: MIT
// Snaps the arguments of triples to entities that the entity task found.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/extraction.hpp"
#include "hmt/tagging/type_of.hpp"

namespace hmt {

/// Gives each argument of a triple the words of its entity by `entity_of`; an argument that overlaps no entity is
/// unchanged, as are both arguments of a triple that would become the same entity. Of triples that become equal one is
/// kept, at the position of the first, with the largest of their confidences.
inline void snap_to_entities(extraction& found) {
  std::vector<scored_triple> kept;
  for (auto& one : found.triples) {
    auto const* const head = entity_of(one.head, found);
    auto const* const tail = entity_of(one.tail, found);
    if (head == nullptr || head != tail) {
      if (head != nullptr) one.head = head->words;
      if (tail != nullptr) one.tail = tail->words;
    }
    auto const same = std::ranges::find_if(kept, [&one](scored_triple const& other) {
      return other.head == one.head && other.tail == one.tail && other.relation == one.relation;
    });
    if (same == kept.end())
      kept.push_back(std::move(one));
    else
      same->confidence = std::max(same->confidence, one.confidence);
  }
  found.triples = std::move(kept);
}

}  // namespace hmt
