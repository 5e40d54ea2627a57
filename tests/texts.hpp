// SPDX-License-Identifier: MIT
// Files as texts, and what tests look for in a text.
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

/// The bytes of a file. Fails the test where it cannot be opened.
[[nodiscard]] inline std::string text_of_file(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  BOOST_TEST_REQUIRE(file.is_open(), path);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[nodiscard]] inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// How often a text has a part.
[[nodiscard]] inline std::size_t times(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Fails the test, naming the part, where a text lacks it.
inline void holds(std::string_view text, std::string_view part) {
  BOOST_TEST(has(text, part), part << " in\n" << text);
}

/// Fails the test, naming the part, where a text has it.
inline void lacks(std::string_view text, std::string_view part) {
  BOOST_TEST(!has(text, part), part << " in\n" << text);
}
