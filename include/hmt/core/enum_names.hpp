// SPDX-License-Identifier: MIT
// Enumerations by name, for command lines, files and messages.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hmt {

/// The names of an enumeration whose values count from 0, in their order.
template <class Enum, std::size_t Count>
struct enum_names {
  std::array<std::string_view, Count> names;

  [[nodiscard]] constexpr std::string_view operator[](Enum value) const {
    return names[static_cast<std::size_t>(value)];
  }

  /// The value of this name, or nothing.
  [[nodiscard]] constexpr std::optional<Enum> find(std::string_view name) const {
    for (std::size_t number = 0; number < Count; ++number)
      if (names[number] == name) return static_cast<Enum>(number);
    return std::nullopt;
  }

  /// All names, separated by commas, for messages.
  [[nodiscard]] std::string list() const {
    std::string text;
    for (auto const name : names) (text += text.empty() ? "" : ", ") += name;
    return text;
  }
};

}  // namespace hmt
