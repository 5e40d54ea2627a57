// SPDX-License-Identifier: MIT
// Batches of words with their letters and shapes.
#pragma once

#include <string>
#include <vector>

#include "hmt/input/packing.hpp"
#include "hmt/input/word_shape.hpp"

namespace hmt::testing {

/// Sentences as a packed batch in which all words have number 0.
inline packed_batch spelled_batch(std::vector<std::vector<std::string>> const& texts) {
  std::vector<encoded_sentence> sentences;
  for (auto const& words : texts) {
    auto& one = sentences.emplace_back();
    one.words.resize(words.size());
    one.letters = word_letters(words);
    one.shapes = shapes_of(words);
  }
  std::vector<encoded_sentence const*> pointers;
  for (auto const& one : sentences) pointers.push_back(&one);
  packed_batch batch;
  pack(pointers, batch);
  return batch;
}

}  // namespace hmt::testing
