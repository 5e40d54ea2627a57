// SPDX-License-Identifier: MIT
// How much of a corpus each tag scheme for relations can express, independent of the program's model.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/counts.hpp"
#include "hmt/evaluate/matching.hpp"
#include "hmt/evaluate/oracle.hpp"
#include "hmt/tagging/pairing.hpp"
#include "hmt/tagging/prefixes.hpp"
#include "hmt/tagging/relation_layers.hpp"
#include "hmt/tagging/relation_tags.hpp"

namespace hmt::experiment {

/// Names and oracle scores (exact spans; see `oracle`) of the library's schemes for relations with labels and roles
/// learnt from `training`: one tag per word, layers, each with either pairing.
inline std::vector<std::pair<std::string, counts>> score_tag_schemes(corpus const& data, corpus const& training) {
  std::vector<std::pair<std::string, counts>> scores;
  auto const add = [&]<class Scheme>(std::type_identity<Scheme>) {
    Scheme scheme(Scheme::labels_of(training.sentences));
    scheme.fit(training.sentences);
    counts sum;
    for (auto const& one : data.sentences) {
      auto const found = oracle(scheme, one);
      sum += count_triples<matching::exact_span>(one, typed_triples(one), typed_triples(found));
    }
    scores.emplace_back(Scheme::description(), sum);
  };
  add(std::type_identity<relation_tags<tagging::bio>>());
  add(std::type_identity<relation_tags<tagging::bio, tagging::all_pairs>>());
  add(std::type_identity<relation_layers<tagging::bio>>());
  add(std::type_identity<relation_layers<tagging::bio, tagging::all_pairs>>());
  return scores;
}

}  // namespace hmt::experiment
