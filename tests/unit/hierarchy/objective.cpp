// SPDX-License-Identifier: MIT
// The descriptions of objectives, which are in model files.
#include "hmt/hierarchy/objective.hpp"

#include <boost/test/unit_test.hpp>

#include <ratio>

BOOST_AUTO_TEST_SUITE(hierarchy_objective)

BOOST_AUTO_TEST_CASE(descriptions_name_all_parameters) {
  BOOST_TEST(hmt::log_likelihood<>().description() == "log_likelihood<1, 1>");
  BOOST_TEST((hmt::log_likelihood<std::ratio<10>, std::ratio<1, 2>>().description() == "log_likelihood<10, 1/2>"));
  BOOST_TEST(hmt::generalised_cross_entropy<>().description() == "generalised_cross_entropy<7/10, 1, 1>");
  BOOST_TEST(hmt::smoothed_log_likelihood<>().description() == "smoothed_log_likelihood<1/10, 1, 1>");
}

BOOST_AUTO_TEST_CASE(weights_and_exponents_are_those_of_the_type) {
  static_assert(hmt::Objective<hmt::log_likelihood<>> && hmt::Objective<hmt::generalised_cross_entropy<>>);
  using own = hmt::generalised_cross_entropy<std::ratio<1, 2>, std::ratio<3>, std::ratio<1, 4>>;
  BOOST_TEST(own().rule().exponent == 0.5);
  BOOST_TEST(hmt::smoothed_log_likelihood<>().rule().smoothing == 0.1);
  BOOST_TEST(hmt::smoothed_log_likelihood<>().rule().exponent == 0);
  BOOST_TEST(own().tag_weight == 3.0);
  BOOST_TEST(own().task_weight == 0.25);
  BOOST_TEST(hmt::log_likelihood<>().rule().exponent == 0);
}

BOOST_AUTO_TEST_SUITE_END()
