// SPDX-License-Identifier: MIT
#include "hmt/tagging/overlap_resolution.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(tagging_overlap_resolution)

namespace {

using hmt::sentence;
using hmt::triple;

template <class Overlap>
std::string ordered(Overlap const& roles, std::vector<triple> const& triples) {
  std::vector<triple const*> pointers;
  for (auto const& each : triples) pointers.push_back(&each);
  roles.order(pointers);
  std::string relations;
  for (auto const* each : pointers) relations += each->relation;
  return relations;
}

std::vector<sentence> training() {
  return {{{"x", "y"}, {}, {{{0, 1}, "b", {1, 2}}, {{1, 2}, "b", {0, 1}}, {{0, 1}, "a", {1, 2}}}, 0},
          {{"x", "y"}, {}, {{{0, 1}, "c", {1, 2}}, {{0, 1}, "b", {1, 2}}}, 0}};
}

static_assert(hmt::OverlapPolicy<hmt::tagging::most_frequent_first> && hmt::OverlapPolicy<hmt::tagging::corpus_order>);
static_assert(!hmt::OverlapPolicy<triple>);

}  // namespace

BOOST_AUTO_TEST_CASE(frequent_relations_come_first_and_equals_keep_their_order) {
  hmt::tagging::most_frequent_first roles;
  roles.fit(training());
  std::vector<triple> const triples{{{}, "?", {}}, {{}, "c", {}}, {{}, "a", {}}, {{}, "b", {}}};
  BOOST_TEST(ordered(roles, triples) == "bca?");
}

BOOST_AUTO_TEST_CASE(learning_again_forgets_what_was_learnt) {
  hmt::tagging::most_frequent_first roles;
  roles.fit(training());
  roles.fit({});
  BOOST_TEST(ordered(roles, {{{}, "a", {}}, {{}, "b", {}}}) == "ab");
}

BOOST_AUTO_TEST_CASE(first_role_keeps_the_order_of_the_corpus) {
  hmt::tagging::corpus_order roles;
  roles.fit(training());
  BOOST_TEST(ordered(roles, {{{}, "a", {}}, {{}, "b", {}}}) == "ab");
}

BOOST_AUTO_TEST_SUITE_END()
