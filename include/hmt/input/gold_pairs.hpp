// SPDX-License-Identifier: MIT
// The gold pairs of a sentence, for tasks that relate spans to one another.
#pragma once

#include <cstddef>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// Spans of a sentence, and which of them are related. All ordered pairs that are not listed are not related.
struct gold_pairs {
  /// The span number `head` has this relation to the span number `tail`.
  struct pair {
    index head;
    index tail;
    index relation;  ///< below `relations`
  };
  std::vector<span> spans;
  std::vector<pair> pairs;
  std::size_t relations = 0;  ///< how many are told apart; 0: the sentence has no gold pairs, as at extraction
};

}  // namespace hmt
