// SPDX-License-Identifier: MIT
// Files as texts, and searches in a text for tests.
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

/// The bytes of a file. Fails the test if it cannot be opened.
[[nodiscard]] inline std::string text_of_file(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  BOOST_TEST_REQUIRE(file.is_open(), path);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[nodiscard]] inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The number of occurrences of a part in a text.
[[nodiscard]] inline std::size_t times(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Fails the test, naming the part, if a text lacks it.
inline void holds(std::string_view text, std::string_view part) {
  BOOST_TEST(has(text, part), part << " in\n" << text);
}

/// Fails the test, naming the part, if a text contains it.
inline void lacks(std::string_view text, std::string_view part) {
  BOOST_TEST(!has(text, part), part << " in\n" << text);
}
