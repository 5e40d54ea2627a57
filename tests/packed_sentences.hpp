// SPDX-License-Identifier: MIT
// Sentences as packing takes them, and packed.
#pragma once

#include <vector>

#include "hmt/input/packing.hpp"

namespace hmt::testing {

/// Where the sentences are. Requires: they stay there.
inline std::vector<encoded_sentence const*> pointers_to(std::vector<encoded_sentence> const& sentences) {
  std::vector<encoded_sentence const*> all;
  for (auto const& one : sentences) all.push_back(&one);
  return all;
}

/// All of them as one batch.
inline packed_batch packed(std::vector<encoded_sentence> const& sentences) {
  packed_batch batch;
  pack(pointers_to(sentences), batch);
  return batch;
}

}  // namespace hmt::testing
