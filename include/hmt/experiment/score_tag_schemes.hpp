// SPDX-License-Identifier: MIT
// Oracle scores of the tag schemes for relations; declared in tag_schemes.hpp.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/evaluate/matching.hpp"
#include "hmt/evaluate/oracle.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/tag_schemes.hpp"
#include "hmt/tagging/pairing.hpp"
#include "hmt/tagging/positions.hpp"
#include "hmt/tagging/relation_layers.hpp"
#include "hmt/tagging/relation_tags.hpp"

namespace hmt::experiment {

HMT_EXPERIMENT_INLINE std::vector<std::pair<std::string, counts>> score_tag_schemes(corpus const& data,
                                                                                    corpus const& training) {
  std::vector<std::pair<std::string, counts>> scores;
  auto const add = [&]<class Scheme>(std::type_identity<Scheme>) {
    Scheme scheme(Scheme::labels_of(training.sentences));
    scheme.learn(training.sentences);
    counts sum;
    for (auto const& one : data.sentences) {
      auto const found = oracle(scheme, one);
      sum += count_triples<exact_span>(one, typed_triples(one), typed_triples(found));
    }
    scores.emplace_back(Scheme::description(), sum);
  };
  add(std::type_identity<relation_tags<bio>>());
  add(std::type_identity<relation_tags<bio, all_pairs>>());
  add(std::type_identity<relation_layers<bio>>());
  add(std::type_identity<relation_layers<bio, all_pairs>>());
  return scores;
}

}  // namespace hmt::experiment
