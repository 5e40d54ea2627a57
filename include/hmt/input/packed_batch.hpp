// SPDX-License-Identifier: MIT
// A mini-batch as the model takes it: word numbers, labels and spellings in the packed layout.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/input/gold_labels.hpp"
#include "hmt/input/gold_pairs.hpp"
#include "hmt/input/packed_letters.hpp"
#include "hmt/input/packed_spans.hpp"
#include "hmt/input/word_letters.hpp"

namespace hmt {

/// A sentence as numbers: its words, for each task of the model its gold labels (none at extraction), and how the words
/// are spelled, where the model's embedding reads that.
struct encoded_sentence {
  std::vector<index> words;         ///< rows of the embedding
  std::vector<gold_labels> labels;  ///< [task]
  word_letters letters{};           ///< of all words, or of none
  std::vector<index> shapes{};      ///< [word]: a `word_shape`; or empty
  gold_pairs pairs{};               ///< where a task of the model relates spans
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
  packed_letters letters;                  ///< no words where a sentence has none
  std::vector<index> shapes;               ///< [row]: a `word_shape`; empty where a sentence has none
  packed_spans spans;                      ///< with gold pairs; none at extraction

  [[nodiscard]] packed_layout layout() const { return packed_layout(offsets); }
  /// The row of word `time` of the s-th longest sentence.
  [[nodiscard]] std::size_t row(std::size_t s, std::size_t time) const { return offsets[time] + s; }
};

}  // namespace hmt
