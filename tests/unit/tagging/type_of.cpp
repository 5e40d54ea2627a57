// SPDX-License-Identifier: MIT
#include "hmt/tagging/type_of.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(tagging_type_of)

BOOST_AUTO_TEST_CASE(same_words_win_over_a_larger_overlap) {
  hmt::extraction const found{{}, {{{0, 4}, "ORG", 1}, {{1, 3}, "LOC", 1}}, {}};
  BOOST_TEST(hmt::type_of({1, 3}, found) == "LOC");
}

BOOST_AUTO_TEST_CASE(largest_overlap_wins_and_equals_tie_to_the_first) {
  hmt::extraction const found{{}, {{{0, 1}, "PER", 1}, {{1, 3}, "LOC", 1}, {{3, 5}, "ORG", 1}}, {}};
  BOOST_TEST(hmt::type_of({0, 3}, found) == "LOC");
  BOOST_TEST(hmt::type_of({2, 4}, found) == "LOC");
  BOOST_TEST(hmt::type_of({1, 6}, found) == "LOC");
  BOOST_TEST(hmt::type_of({2, 6}, found) == "ORG");
}

BOOST_AUTO_TEST_CASE(no_overlap_means_no_type) {
  hmt::extraction const found{{{{5, 6}, "", 1}}, {{{0, 5}, "PER", 1}}, {}};
  BOOST_TEST(hmt::type_of({5, 6}, found).empty());
  BOOST_TEST(hmt::type_of({0, 1}, {}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
