// SPDX-License-Identifier: MIT
#include "hmt/evaluate/counts.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(evaluate_counts)

BOOST_AUTO_TEST_CASE(scores_follow_from_the_counts) {
  constexpr hmt::counts some{8, 6, 3};
  static_assert(some.precision() == 3.0 / 8 && some.recall() == 0.5);
  BOOST_TEST(some.f1() == 3.0 / 7, boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(undefined_scores_are_zero) {
  static_assert(hmt::counts{}.precision() == 0 && hmt::counts{}.recall() == 0 && hmt::counts{}.f1() == 0);
  static_assert(hmt::counts{4, 0, 0}.recall() == 0 && hmt::counts{0, 4, 0}.precision() == 0);
  BOOST_TEST((hmt::counts{4, 4, 0}.f1()) == 0.0);
}

BOOST_AUTO_TEST_CASE(counts_add_up) {
  hmt::counts sum{1, 2, 1};
  (sum += {10, 20, 5}) += {};
  BOOST_TEST((sum == hmt::counts{11, 22, 6}));
}

BOOST_AUTO_TEST_SUITE_END()
