// SPDX-License-Identifier: MIT
// Significance of the difference between two models.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/random.hpp"
#include "hmt/evaluate/counts.hpp"

namespace hmt {

/// The result of a paired bootstrap.
struct bootstrap_result {
  double difference = 0;  ///< micro F1 of the second system minus that of the first, in [-1, 1]
  double p = 1;           ///< two-sided, in (0, 1]: probability of such a difference if both are equally good
};

/// The paired bootstrap test of micro F1 (Efron & Tibshirani 1993; for scores of sentences Koehn 2004): draws as many
/// sentences as there are, with replacement, `samples` times, and counts how often the difference does not have its
/// overall sign. p = 2 (1 + count) / (1 + samples), at most 1. `first[i]` and `second[i]` are the counts of both
/// systems on sentence i, added up over runs. The same seed gives the same p. Throws `shape_error` (`length`) unless
/// both have the same number of sentences. Allocates nothing.
[[nodiscard]] inline bootstrap_result paired_bootstrap(std::span<counts const> first, std::span<counts const> second,
                                                       std::size_t samples = 10'000, std::uint64_t seed = 1) {
  if (first.size() != second.size())
    throw shape_error("length", fmt::format("paired_bootstrap: expected counts of the same sentences, found {} and {}",
                                            first.size(), second.size()));
  auto const difference = [&](auto const& sentence_of) {
    counts one, other;
    for (std::size_t i = 0; i < first.size(); ++i) {
      auto const sentence = sentence_of(i);
      one += first[sentence];
      other += second[sentence];
    }
    return other.f1() - one.f1();
  };
  bootstrap_result result;
  result.difference = difference([](std::size_t i) { return i; });
  random_engine random({seed, random_purpose::bootstrap});
  std::size_t other_sign = 0;
  for (std::size_t sample = 0; sample < samples; ++sample) {
    auto const drawn = difference([&](std::size_t) { return random.below(first.size()); });
    if (drawn * result.difference <= 0) ++other_sign;
  }
  result.p = std::min(1.0, 2 * static_cast<double>(1 + other_sign) / static_cast<double>(1 + samples));
  return result;
}

}  // namespace hmt
