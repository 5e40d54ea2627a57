// SPDX-License-Identifier: MIT
#include "hmt/evaluate/significance.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/random.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(evaluate_significance)

namespace {

/// Sentences with two gold triples each; a system finds each of them with probability `skill`.
std::vector<hmt::counts> system_of(double skill, std::size_t sentences, std::uint64_t seed) {
  hmt::random_engine random({seed, hmt::random_purpose::testing});
  std::vector<hmt::counts> made(sentences, {2, 2, 0});
  for (auto& one : made)
    for (int triple = 0; triple < 2; ++triple) one.correct += random.uniform() < skill ? 1 : 0;
  return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_system_is_not_better_than_itself) {
  auto const one = system_of(0.5, 100, 1);
  auto const found = hmt::paired_bootstrap(one, one, 200);
  BOOST_TEST(found.difference == 0.0);
  BOOST_TEST(found.p == 1.0);
}

BOOST_AUTO_TEST_CASE(a_great_difference_is_significant_and_a_small_one_is_not) {
  auto const weak = system_of(0.4, 300, 1), strong = system_of(0.7, 300, 2), as_weak = system_of(0.4, 300, 3);
  auto const great = hmt::paired_bootstrap(weak, strong, 1000);
  BOOST_TEST(great.difference > 0.2);
  BOOST_TEST(great.p <= 0.002);
  BOOST_TEST(hmt::paired_bootstrap(weak, as_weak, 1000).p > 0.05);
}

BOOST_AUTO_TEST_CASE(the_order_of_the_systems_changes_the_sign_alone) {
  auto const one = system_of(0.5, 200, 1), other = system_of(0.55, 200, 2);
  auto const forth = hmt::paired_bootstrap(one, other, 500), back = hmt::paired_bootstrap(other, one, 500);
  BOOST_TEST(forth.difference == -back.difference);
  BOOST_TEST(forth.p == back.p);
}

/// One sentence in which the second system is better, one in which neither finds anything: a sample shows no difference
/// if it draws the latter twice, with probability one in four.
BOOST_AUTO_TEST_CASE(p_is_what_enumeration_gives) {
  std::vector<hmt::counts> const one{{1, 1, 0}, {1, 1, 0}}, other{{1, 1, 1}, {1, 1, 0}};
  auto const found = hmt::paired_bootstrap(one, other, 20'000);
  BOOST_TEST(found.difference == 0.5);
  BOOST_TEST(std::abs(found.p - 0.5) < 0.02);
}

BOOST_AUTO_TEST_CASE(refuses_systems_of_different_sentences) {
  auto const one = system_of(0.5, 3, 1), other = system_of(0.5, 4, 1);
  BOOST_CHECK_EXCEPTION(static_cast<void>(hmt::paired_bootstrap(one, other)), hmt::shape_error,
                        says("length", "expected counts of the same sentences, found 3 and 4"));
}

BOOST_AUTO_TEST_SUITE_END()
