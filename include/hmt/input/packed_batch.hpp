// SPDX-License-Identifier: MIT
// A mini-batch as the model takes it: word numbers and labels in the packed layout.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/input/gold_labels.hpp"
#include "hmt/input/packed_layout.hpp"

namespace hmt {

/// A sentence as numbers: its words, and for each task of the model its gold labels (none at extraction).
struct encoded_sentence {
  std::vector<index> words;         ///< rows of the embedding
  std::vector<gold_labels> labels;  ///< [task]
};

/// A packed mini-batch, on the host. Reuses its memory when packed again: allocates only for a batch larger than any
/// before.
struct packed_batch {
  std::vector<index> order;                ///< [s]: which sentence of those given is the s-th longest
  std::vector<index> offsets;              ///< of `packed_layout`
  std::vector<index> words;                ///< [row]
  std::vector<std::vector<index>> labels;  ///< [task][row * layers + layer]; empty at extraction
  std::vector<index> distinct_words;       ///< each word of the batch once, in rising order
  std::vector<index> word_slots;           ///< [row]: where `words[row]` stands in `distinct_words`

  [[nodiscard]] packed_layout layout() const { return packed_layout(offsets); }
  /// The row of word `time` of the s-th longest sentence.
  [[nodiscard]] std::size_t row(std::size_t s, std::size_t time) const { return offsets[time] + s; }
};

}  // namespace hmt
