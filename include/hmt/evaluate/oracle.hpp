// SPDX-License-Identifier: MIT
// The output of a perfect model: gold labels in, triples out. Its score is the upper bound of a tag scheme.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/relation_pairs.hpp"

namespace hmt {

/// Encodes a sentence, decodes its own labels, each with probability 1, and adds the result to `found`. What the scheme
/// cannot express is lost. The scheme should have learnt from the training set. Allocates words x labels numbers.
template <TagScheme Scheme>
void oracle(Scheme const& scheme, sentence const& gold, extraction& found) {
  auto const labels = scheme.encode(gold);
  auto const shape = shape_of(scheme);
  std::vector<float> probabilities(labels.size() * shape.labels, 0.0F);
  for (std::size_t place = 0; place < labels.size(); ++place)
    probabilities[place * shape.labels + labels[place]] = 1.0F;
  scheme.decode(matrix_view<float const>(probabilities.data(), gold.words.size(), shape.columns()), found);
}

/// The same for a task that judges pairs: keeps the triples in `found` that are gold.
inline void oracle(relation_pairs const&, sentence const& gold, extraction& found) {
  std::vector<double> probabilities;
  for (auto const& each : found.triples)
    probabilities.push_back(
        std::ranges::find(gold.triples, triple{each.head, each.relation, each.tail}) != gold.triples.end() ? 1 : 0);
  relation_pairs::decode(probabilities, found);
}

/// The extraction decoded from the labels of a sentence.
template <TagScheme Scheme>
[[nodiscard]] extraction oracle(Scheme const& scheme, sentence const& gold) {
  extraction found;
  oracle(scheme, gold, found);
  return found;
}

}  // namespace hmt
