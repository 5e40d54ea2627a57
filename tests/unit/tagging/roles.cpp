// SPDX-License-Identifier: MIT
#include "hmt/tagging/roles.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(tagging_roles)

namespace {

using hmt::sentence;
using hmt::triple;

template <class Roles>
std::string ordered(Roles const& roles, std::vector<triple> const& triples) {
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

static_assert(hmt::RolePolicy<hmt::most_frequent_role> && hmt::RolePolicy<hmt::first_role>);
static_assert(!hmt::RolePolicy<triple>);

}  // namespace

BOOST_AUTO_TEST_CASE(frequent_relations_come_first_and_equals_keep_their_order) {
  hmt::most_frequent_role roles;
  roles.learn(training());
  std::vector<triple> const triples{{{}, "?", {}}, {{}, "c", {}}, {{}, "a", {}}, {{}, "b", {}}};
  BOOST_TEST(ordered(roles, triples) == "bca?");
}

BOOST_AUTO_TEST_CASE(learning_again_forgets_what_was_learnt) {
  hmt::most_frequent_role roles;
  roles.learn(training());
  roles.learn({});
  BOOST_TEST(ordered(roles, {{{}, "a", {}}, {{}, "b", {}}}) == "ab");
}

BOOST_AUTO_TEST_CASE(first_role_keeps_the_order_of_the_corpus) {
  hmt::first_role roles;
  roles.learn(training());
  BOOST_TEST(ordered(roles, {{{}, "a", {}}, {{}, "b", {}}}) == "ab");
}

BOOST_AUTO_TEST_SUITE_END()
