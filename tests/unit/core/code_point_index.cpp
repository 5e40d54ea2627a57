// SPDX-License-Identifier: MIT
// Slices of a text by code points.
#include "hmt/core/code_point_index.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>

BOOST_AUTO_TEST_SUITE(core_code_point_index)

BOOST_AUTO_TEST_CASE(slices_code_points_of_every_length) {
  hmt::code_point_index const text("a\u00FC\u6771\U0001F600z");
  BOOST_TEST(text.size() == 5U);
  BOOST_TEST(text.slice(0, 5) == "a\u00FC\u6771\U0001F600z");
  BOOST_TEST(text.slice(1, 3) == "\u00FC\u6771");
  BOOST_TEST(text.slice(3, 4) == "\U0001F600");
  BOOST_TEST(text.slice(5, 5) == "");
}

BOOST_AUTO_TEST_CASE(an_empty_text_has_no_code_points) {
  hmt::code_point_index const text("");
  BOOST_TEST(text.size() == 0U);
  BOOST_TEST(text.slice(0, 0) == "");
}

BOOST_AUTO_TEST_SUITE_END()
