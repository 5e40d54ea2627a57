// SPDX-License-Identifier: MIT
// Batches of words with their letters and shapes.
#pragma once

#include <string>
#include <vector>

#include "hmt/input/word_shape.hpp"
#include "packed_sentences.hpp"

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
  return packed(sentences);
}

}  // namespace hmt::testing
