// SPDX-License-Identifier: MIT
// Pluralised counts for messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace hmt::detail {

/// "1 sentence", "2 sentences": `noun` has a plural in s.
[[nodiscard]] inline std::string pluralise(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

}  // namespace hmt::detail
