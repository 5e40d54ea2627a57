// SPDX-License-Identifier: MIT
// Batches of words by their bytes and shapes.
#pragma once

#include <string>
#include <vector>

#include "hmt/input/bytes.hpp"
#include "hmt/input/word_shape.hpp"
#include "packed_sentences.hpp"

namespace hmt::testing {

inline packed_batch<input::bytes, input::shapes> spelled_batch(std::vector<std::vector<std::string>> const& texts) {
  std::vector<encoded_sentence<input::bytes, input::shapes>> sentences;
  for (auto const& words : texts) {
    auto& one = sentences.emplace_back();
    one.length = words.size();
    one.get<input::bytes>() = input::bytes::encode({}, {.words = words});
    one.get<input::shapes>() = input::shapes::encode({}, {.words = words});
  }
  return packed(sentences);
}

}  // namespace hmt::testing
