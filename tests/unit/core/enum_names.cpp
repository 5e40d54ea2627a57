// SPDX-License-Identifier: MIT
// Enumerations by name.
#include "hmt/core/enum_names.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

BOOST_AUTO_TEST_SUITE(core_enum_names)

namespace {

enum class colour { red, green, blue };
constexpr hmt::enum_names<colour, 3> names{{"red", "green", "blue"}};

}  // namespace

BOOST_AUTO_TEST_CASE(names_and_values_correspond) {
  for (auto const value : {colour::red, colour::green, colour::blue}) BOOST_TEST((names.find(names[value]) == value));
  BOOST_TEST(names[colour::green] == "green");
  BOOST_TEST((names.find("") == std::nullopt));
  BOOST_TEST((names.find("Red") == std::nullopt));
  BOOST_TEST(names.list() == "red, green, blue");
}

BOOST_AUTO_TEST_SUITE_END()
