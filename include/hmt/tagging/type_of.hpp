// SPDX-License-Identifier: MIT
// The entity type of an argument of a triple.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "hmt/tagging/concept.hpp"

namespace hmt {

/// The type of the found entity with exactly these words, else of the one that shares the most words with them, of
/// equals the one that stands first in `found.entities`; empty where none does. The view points into `found`. Neither
/// throws nor allocates.
[[nodiscard]] inline std::string_view type_of(span words, extraction const& found) noexcept {
  std::string_view type;
  std::size_t most = 0;
  for (auto const& each : found.entities) {
    if (each.words == words) return each.type;
    auto const begin = std::max(each.words.begin, words.begin), end = std::min(each.words.end, words.end);
    if (begin < end && end - begin > most) {
      most = end - begin;
      type = each.type;
    }
  }
  return type;
}

}  // namespace hmt
