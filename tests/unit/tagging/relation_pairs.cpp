// SPDX-License-Identifier: MIT
#include "hmt/tagging/relation_pairs.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <vector>

#include "hmt/evaluate/oracle.hpp"
#include "hmt/tagging/pairing.hpp"
#include "hmt/tagging/prefixes.hpp"
#include "hmt/tagging/relation_layers.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(tagging_relation_pairs)

namespace {

hmt::sentence const chain{{"Kyoto", "in", "Kansai", "in", "Japan"},
                          {{{4, 5}, "LOC"}, {{3, 5}, "phrase"}},
                          {{{0, 1}, "in", {2, 3}}, {{2, 3}, "in", {4, 5}}, {{4, 5}, "has", {2, 3}}},
                          1};

hmt::relation_pairs scheme_of(std::vector<hmt::sentence> const& training) {
  return hmt::relation_pairs(hmt::relation_pairs::labels_of(training));
}

}  // namespace

BOOST_AUTO_TEST_CASE(labels_are_the_relations) {
  auto const scheme = scheme_of({chain});
  BOOST_TEST(scheme.labels().names() == (std::vector<std::string>{"O", "has", "in"}), boost::test_tools::per_element());
  BOOST_TEST(scheme.relations() == (std::vector<std::string>{"has", "in"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(spans_are_all_entities_and_arguments_once) {
  auto const gold = scheme_of({chain}).encode(chain);
  BOOST_TEST((gold.spans == std::vector<hmt::word_span>{{0, 1}, {2, 3}, {3, 5}, {4, 5}}));
  BOOST_TEST(gold.relations == 2U);
  BOOST_TEST_REQUIRE(gold.pairs.size() == 3U);
  auto const is = [&](std::size_t number, hmt::row_index head, hmt::row_index tail, hmt::row_index relation) {
    BOOST_TEST(gold.pairs[number].head == head);
    BOOST_TEST(gold.pairs[number].tail == tail);
    BOOST_TEST(gold.pairs[number].relation == relation);
  };
  is(0, 0, 1, 1);
  is(1, 1, 3, 1);
  is(2, 3, 1, 0);
}

BOOST_AUTO_TEST_CASE(spans_of_relations_without_a_label_stay_unrelated) {
  auto other = chain;
  other.triples = {{{0, 1}, "unheard of", {2, 3}}};
  auto const gold = scheme_of({chain}).encode(other);
  BOOST_TEST(gold.spans.size() == 4U);
  BOOST_TEST(gold.pairs.empty());
}

BOOST_AUTO_TEST_CASE(keeps_the_probable_and_multiplies_confidences) {
  hmt::extraction found;
  for (double const confidence : {0.5, 0.25, 1.0, 1.0})
    found.triples.push_back({{0, 1}, std::to_string(confidence), {1, 2}, confidence});
  std::vector<double> const probabilities{0.5, 0.75, std::numeric_limits<double>::quiet_NaN(), 0.625};
  hmt::relation_pairs::decode(probabilities, found);
  BOOST_TEST_REQUIRE(found.triples.size() == 2U);
  BOOST_TEST(found.triples[0].relation == std::to_string(0.25));
  BOOST_TEST(found.triples[0].confidence == 0.25 * 0.75);
  BOOST_TEST(found.triples[1].confidence == 0.625);
}

BOOST_AUTO_TEST_CASE(refuses_another_number_of_probabilities) {
  hmt::extraction found;
  found.triples.resize(2);
  std::vector<double> const one{1.0};
  BOOST_CHECK_EXCEPTION(hmt::relation_pairs::decode(one, found), hmt::shape_error,
                        says("length", "relation_pairs: expected a probability for each of 2 triples, found 1"));
}

BOOST_AUTO_TEST_CASE(what_all_pairs_invent_the_oracle_of_pairs_takes_away) {
  using layered = hmt::relation_layers<hmt::tagging::bio, hmt::tagging::all_pairs>;
  auto found = hmt::oracle(layered(layered::labels_of(std::vector{chain})), chain);
  BOOST_TEST(found.triples.size() == 4U);  // Kyoto in Japan, too
  hmt::oracle(scheme_of({chain}), chain, found);
  BOOST_TEST(found.triples.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
