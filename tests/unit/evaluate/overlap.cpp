// SPDX-License-Identifier: MIT
#include "hmt/evaluate/overlap.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(evaluate_overlap)

namespace {

std::string classes_of(std::vector<hmt::triple> triples) {
  auto const found = hmt::overlap_of({{"a", "b", "c", "d"}, {}, std::move(triples), 0});
  return std::string(found.none ? "none " : "") + (found.entity_overlap ? "entity " : "") +
         (found.pair_overlap ? "pair " : "");
}

constexpr hmt::word_span a{0, 1}, b{1, 2}, c{2, 3}, d{3, 4};

}  // namespace

BOOST_AUTO_TEST_CASE(distinct_entities_do_not_overlap) {
  BOOST_TEST(classes_of({}) == "none ");
  BOOST_TEST(classes_of({{a, "r", b}}) == "none ");
  BOOST_TEST(classes_of({{a, "r", b}, {c, "r", d}}) == "none ");
}

BOOST_AUTO_TEST_CASE(shared_entity_is_an_entity_overlap) {
  BOOST_TEST(classes_of({{a, "r", b}, {b, "r", c}}) == "entity ");
  BOOST_TEST(classes_of({{a, "r", b}, {a, "s", c}}) == "entity ");
}

BOOST_AUTO_TEST_CASE(shared_pair_is_a_pair_overlap) { BOOST_TEST(classes_of({{a, "r", b}, {a, "s", b}}) == "pair "); }

BOOST_AUTO_TEST_CASE(inverse_pair_is_an_entity_overlap) {
  BOOST_TEST(classes_of({{a, "r", b}, {b, "s", a}}) == "entity ");
}

BOOST_AUTO_TEST_CASE(sentence_can_be_in_both_overlapping_classes) {
  BOOST_TEST(classes_of({{a, "r", b}, {a, "s", b}, {b, "r", c}}) == "entity pair ");
}

BOOST_AUTO_TEST_CASE(relation_of_an_entity_to_itself_is_an_entity_overlap) {
  BOOST_TEST(classes_of({{a, "r", a}}) == "entity ");
}

BOOST_AUTO_TEST_SUITE_END()
