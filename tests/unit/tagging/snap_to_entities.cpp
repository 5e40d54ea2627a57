// SPDX-License-Identifier: MIT
#include "hmt/tagging/snap_to_entities.hpp"

#include <boost/test/unit_test.hpp>
#include <utility>
#include <vector>

#include "hmt/device/reference.hpp"
#include "hmt/extract/predict_all.hpp"
#include "small_models.hpp"

BOOST_AUTO_TEST_SUITE(tagging_snap_to_entities)

namespace {

std::vector<hmt::scored_triple> widened(std::vector<hmt::scored_entity> entities,
                                        std::vector<hmt::scored_triple> triples) {
  hmt::extraction found{{}, std::move(entities), std::move(triples)};
  hmt::snap_to_entities(found);
  return found.triples;
}

bool is(hmt::scored_triple const& one, hmt::word_span head, hmt::word_span tail, double confidence) {
  return one.head == head && one.tail == tail && one.confidence == confidence;
}

}  // namespace

BOOST_AUTO_TEST_CASE(arguments_grow_and_shrink_to_the_entity_with_most_words_in_common) {
  auto const found =
      widened({{{0, 3}, "PER", 1}, {{4, 5}, "LOC", 1}, {{5, 8}, "LOC", 1}}, {{{1, 2}, "r", {4, 8}, 0.5}});
  BOOST_TEST_REQUIRE(found.size() == 1U);
  BOOST_TEST(is(found[0], {0, 3}, {5, 8}, 0.5));
}

BOOST_AUTO_TEST_CASE(an_argument_that_shares_no_word_stays) {
  auto const found = widened({{{0, 2}, "PER", 1}}, {{{1, 2}, "r", {4, 5}, 1}});
  BOOST_TEST(is(found.at(0), {0, 2}, {4, 5}, 1));
  BOOST_TEST(is(widened({}, {{{1, 2}, "r", {4, 5}, 1}}).at(0), {1, 2}, {4, 5}, 1));
}

BOOST_AUTO_TEST_CASE(an_entity_is_not_related_to_itself) {
  auto const found = widened({{{0, 4}, "PER", 1}}, {{{0, 2}, "r", {2, 4}, 1}});
  BOOST_TEST(is(found.at(0), {0, 2}, {2, 4}, 1));
}

BOOST_AUTO_TEST_CASE(triples_that_become_equal_are_one_with_the_larger_confidence) {
  auto const found = widened({{{0, 2}, "PER", 1}}, {{{0, 1}, "r", {4, 5}, 0.25},
                                                    {{0, 1}, "s", {4, 5}, 0.375},
                                                    {{1, 2}, "r", {4, 5}, 0.75},
                                                    {{0, 2}, "r", {4, 5}, 0.5}});
  BOOST_TEST_REQUIRE(found.size() == 2U);
  BOOST_TEST(found[0].relation == "r");
  BOOST_TEST(is(found[0], {0, 2}, {4, 5}, 0.75));
  BOOST_TEST(is(found[1], {0, 2}, {4, 5}, 0.375));
}

BOOST_AUTO_TEST_CASE(a_model_finds_entities_for_it_that_nobody_asked_for) {
  auto const model = hmt::testing::small_model<hmt::testing::small_hmt<hmt::reference<double>>>();
  auto const sentences = model.encode_inputs(hmt::testing::small_corpus());
  decltype(model)::workspace space;
  auto const all = hmt::predict_all(model, sentences, space);
  auto const whole = hmt::predict_all(model, sentences, space, {.entities = false, .snap_to_entities = true});
  std::size_t triples = 0;
  for (std::size_t s = 0; s < all.size(); ++s) {
    auto expected = all[s];
    hmt::snap_to_entities(expected);
    BOOST_TEST(whole[s].entities.empty());
    BOOST_TEST_REQUIRE(whole[s].triples.size() == expected.triples.size());
    for (std::size_t k = 0; k < expected.triples.size(); ++k, ++triples)
      BOOST_TEST(
          is(whole[s].triples[k], expected.triples[k].head, expected.triples[k].tail, expected.triples[k].confidence));
  }
  BOOST_TEST(triples > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
