// SPDX-License-Identifier: MIT
#include "hmt/tagging/pairing.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(tagging_pairing)

namespace {

using hmt::word_span;
using pairs = std::vector<hmt::head_and_tail>;

template <class Pairing>
pairs paired(std::vector<word_span> const& heads, std::vector<word_span> const& tails) {
  return Pairing::pairs(heads, tails);
}

static_assert(hmt::PairingPolicy<hmt::tagging::nearest> && hmt::PairingPolicy<hmt::tagging::all_pairs> &&
              !hmt::PairingPolicy<word_span>);

}  // namespace

BOOST_AUTO_TEST_CASE(distance_counts_the_words_between) {
  static_assert(hmt::distance_in_words({0, 2}, {5, 6}) == 3 && hmt::distance_in_words({5, 6}, {0, 2}) == 3);
  static_assert(hmt::distance_in_words({0, 2}, {2, 3}) == 0 && hmt::distance_in_words({0, 4}, {1, 2}) == 0);
}

BOOST_AUTO_TEST_CASE(nothing_pairs_where_a_side_is_missing) {
  BOOST_TEST(paired<hmt::tagging::nearest>({{0, 1}}, {}).empty());
  BOOST_TEST(paired<hmt::tagging::nearest>({}, {{0, 1}}).empty());
  BOOST_TEST(paired<hmt::tagging::all_pairs>({{0, 1}}, {}).empty());
}

BOOST_AUTO_TEST_CASE(one_head_takes_all_tails) {
  pairs const expected{{0, 0}, {0, 1}, {0, 2}};
  BOOST_TEST((paired<hmt::tagging::nearest>({{4, 5}}, {{0, 1}, {6, 7}, {90, 91}}) == expected));
  BOOST_TEST((paired<hmt::tagging::all_pairs>({{4, 5}}, {{0, 1}, {6, 7}, {90, 91}}) == expected));
}

BOOST_AUTO_TEST_CASE(each_side_takes_its_nearest_and_a_mutual_pair_stands_once) {
  // Heads at 0 and 10, tails at 2 and 4: both tails choose the head at 0, the head at 10 the tail at 4.
  pairs const expected{{0, 0}, {0, 1}, {1, 1}};
  BOOST_TEST((paired<hmt::tagging::nearest>({{0, 1}, {10, 11}}, {{2, 3}, {4, 5}}) == expected));
}

BOOST_AUTO_TEST_CASE(equally_near_ones_tie_to_the_earlier) {
  // The head at 5 is two words from both tails; the tails have no other head.
  pairs const heads_choice{{0, 0}, {1, 1}};
  BOOST_TEST((paired<hmt::tagging::nearest>({{5, 6}, {9, 10}}, {{2, 3}, {8, 9}}) == heads_choice));
  // The tail at 5 is two words from both heads and goes to the earlier; the later head still needs a tail.
  pairs const tails_choice{{0, 0}, {1, 0}};
  BOOST_TEST((paired<hmt::tagging::nearest>({{2, 3}, {8, 9}}, {{5, 6}}) == tails_choice));
  pairs const earlier{{0, 0}, {1, 0}, {1, 1}, {2, 1}};
  BOOST_TEST((paired<hmt::tagging::nearest>({{0, 1}, {6, 7}, {12, 13}}, {{3, 4}, {9, 10}}) == earlier));
}

BOOST_AUTO_TEST_CASE(distance_is_between_the_ends_that_face_each_other) {
  // From a head at 10 a long name ending at 9 is nearer than a short one at 13, though it begins farther off.
  pairs const expected{{0, 0}, {1, 1}};
  BOOST_TEST((paired<hmt::tagging::nearest>({{10, 11}, {14, 15}}, {{3, 9}, {13, 14}}) == expected));
}

BOOST_AUTO_TEST_SUITE_END()
