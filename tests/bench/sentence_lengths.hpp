// SPDX-License-Identifier: MIT
// The lengths of the sentences of a benchmark's batch: as in NYT11's training set.
#pragma once

#include <cstddef>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hmt::bench {

/// The lengths of a batch of `count` sentences, in increasing order: the quantiles (i + 1/2) / count, i from 0, of the
/// lengths counted in `nyt11_lengths.csv`. The quantile q is the smallest length that at least a share q of all
/// sentences does not exceed. `comparison/lengths.py` follows the same rule. Throws `std::runtime_error` if the file
/// cannot be read.
inline std::vector<std::size_t> sentence_lengths(std::size_t count) {
  std::string const path = HMT_SOURCE_DIR "/tests/bench/nyt11_lengths.csv";
  std::ifstream file(path);
  std::string header;
  std::getline(file, header);
  std::vector<std::pair<std::size_t, std::size_t>> up_to;  // a length and the number of sentences that do not exceed it
  std::size_t total = 0;
  char comma{};
  for (std::size_t length = 0, sentences = 0; file >> length >> comma >> sentences;)
    up_to.emplace_back(length, total += sentences);
  if (total == 0) throw std::runtime_error(path + ": expected lines 'length,count', found none");

  std::vector<std::size_t> lengths;
  for (std::size_t i = 0, at = 0; i < count; ++i) {
    while (2 * count * up_to[at].second < (2 * i + 1) * total) ++at;
    lengths.push_back(up_to[at].first);
  }
  return lengths;
}

}  // namespace hmt::bench
