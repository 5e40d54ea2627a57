// SPDX-License-Identifier: MIT
// Splits a corpus into parts, for training, validation and test.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/error.hpp"
#include "hmt/core/random.hpp"
#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// Divides the sentences into as many parts as there are `shares`, which add up to 1, drawn by `seed`, each part in the
/// order of the corpus. Sentences with the same words stay together, so that no part contains another's test sentences.
/// The same seed, shares and sentences give the same parts. Throws `config_error` (`split-shares`).
[[nodiscard]] inline std::vector<std::vector<sentence>> split(std::span<sentence const> sentences,
                                                              std::span<double const> shares, std::uint64_t seed) {
  if (shares.empty() || std::ranges::any_of(shares, [](double share) { return !(share > 0); }) ||
      std::abs(std::accumulate(shares.begin(), shares.end(), 0.0) - 1) > 1e-6)
    throw config_error("split-shares",
                       fmt::format("expected shares above 0 that add up to 1, found {}", fmt::join(shares, ", ")));
  std::vector<std::vector<std::size_t>> groups;  // sentences with the same words
  std::map<std::vector<std::string>, std::size_t> group_of;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    auto const [found, is_new] = group_of.try_emplace(sentences[i].words, groups.size());
    if (is_new) groups.emplace_back();
    groups[found->second].push_back(i);
  }
  random_engine random({.seed = seed, .purpose = random_purpose::split});
  shuffle(std::span(groups), random);

  std::vector<std::size_t> part_of(sentences.size());
  std::size_t part = 0, taken = 0;
  double end = shares.front() * static_cast<double>(sentences.size());
  for (auto const& group : groups) {
    while (part + 1 < shares.size() && static_cast<double>(taken) + 0.5 > end)
      end += shares[++part] * static_cast<double>(sentences.size());
    for (auto const i : group) part_of[i] = part;
    taken += group.size();
  }
  std::vector<std::vector<sentence>> parts(shares.size());
  for (std::size_t i = 0; i < sentences.size(); ++i) parts[part_of[i]].push_back(sentences[i]);
  return parts;
}

}  // namespace hmt
