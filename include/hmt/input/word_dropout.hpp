// SPDX-License-Identifier: MIT
// Word dropout: some words of a batch are read as unknown ones.
#pragma once

#include <cstddef>
#include <cstdint>

#include "hmt/core/random.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/words.hpp"

namespace hmt {

/// Replaces the word of a row by the unknown one if word row % 4 of `stream(row / 4, 0)` is below rate * 2^32, to train
/// the vector of the unknown word and the use of neighbouring words (as in Bowman et al. 2016, section 3.1). 0 <= rate
/// < 1; a rate of 0 changes nothing. Does not allocate.
inline void drop_words(packed_words& batch, double rate, random_stream stream) {
  if (rate == 0) return;
  for (std::size_t row = 0; row < batch.numbers.size(); ++row)
    if (stream(static_cast<std::uint32_t>(row / 4), 0)[row % 4] < rate * 0x1p32)
      batch.numbers[row] = vocabulary::unknown_row;
  batch.find_distinct();
}

}  // namespace hmt
