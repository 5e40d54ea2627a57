// SPDX-License-Identifier: MIT
// What a model finds in a sentence: entities and triples, each with its confidence.
#pragma once

#include <string>
#include <vector>

#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// An entity that a model found.
struct scored_entity {
  word_span words;
  std::string type;         ///< empty if the scheme has only boundaries
  double confidence = 1.0;  ///< the probability of exactly its labels: their product over its words (eq. 5), in [0, 1]
};

/// A triple that a model found.
struct scored_triple {
  word_span head;
  std::string relation;
  word_span tail;
  double confidence = 1.0;  ///< product of the confidences of its two spans, in [0, 1]
};

/// What the tasks of a model find in one sentence.
struct extraction {
  std::vector<scored_entity> boundaries;  ///< from schemes without types
  std::vector<scored_entity> entities;
  std::vector<scored_triple> triples;
};

}  // namespace hmt
