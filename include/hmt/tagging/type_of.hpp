// SPDX-License-Identifier: MIT
// The entity of a triple's argument, and its type.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// The found entity with exactly these words, else the one that shares the most words with them, of equals the one that
/// stands first in `found.entities`; null where none does. Neither throws nor allocates.
[[nodiscard]] inline scored_entity const* entity_of(word_span words, extraction const& found) noexcept {
  scored_entity const* best = nullptr;
  std::size_t most = 0;
  for (auto const& each : found.entities) {
    if (each.words == words) return &each;
    auto const begin = std::max(each.words.begin, words.begin), end = std::min(each.words.end, words.end);
    if (begin < end && end - begin > most) {
      most = end - begin;
      best = &each;
    }
  }
  return best;
}

/// The type of the entity from `entity_of`; empty if there is none. The view points into `found`. Neither throws nor
/// allocates.
[[nodiscard]] inline std::string_view type_of(word_span words, extraction const& found) noexcept {
  auto const* const entity = entity_of(words, found);
  return entity == nullptr ? std::string_view() : std::string_view(entity->type);
}

}  // namespace hmt
