// SPDX-License-Identifier: MIT
// The matching rules, on the example of docs/matching-rules.md among others.
#include "hmt/evaluate/matching.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(evaluate_matching)

namespace {

using hmt::counts;
using hmt::extraction;
using hmt::sentence;

static_assert(hmt::MatchingRule<hmt::matching::exact_span> && hmt::MatchingRule<hmt::matching::exact_text> &&
              hmt::MatchingRule<hmt::matching::first_word> && hmt::MatchingRule<hmt::matching::begin_tag> &&
              hmt::MatchingRule<hmt::matching::strict>);
static_assert(!hmt::MatchingRule<counts>);

/// Words 0 to 10; the text 'Acme Corp.' occurs twice.
sentence const gold{{"Ana", "Ruiz", "leads", "Acme", "Corp.", "in", "Malaga", ";", "Acme", "Corp.", "grows"},
                    {{{0, 2}, "PER"}, {{3, 5}, "ORG"}, {{6, 7}, "LOC"}, {{8, 10}, "ORG"}},
                    {{{0, 2}, "works_for", {3, 5}}, {{3, 5}, "based_in", {6, 7}}},
                    0};

template <class Rule>
counts scored(sentence const& in, extraction const& predicted) {
  return hmt::count_triples<Rule>(in, hmt::typed_triples(in), hmt::typed_triples(predicted));
}

/// One triple found among the right entities.
extraction one_triple(hmt::word_span head, char const* relation, hmt::word_span tail) {
  return {{},
          {{{0, 2}, "PER", 1}, {{3, 5}, "ORG", 1}, {{6, 7}, "LOC", 1}, {{8, 10}, "ORG", 1}},
          {{head, relation, tail, 1}}};
}

template <class Rule>
bool counts_as_gold(extraction const& predicted) {
  auto const found = scored<Rule>(gold, predicted);
  BOOST_TEST(found.gold == 2);
  BOOST_TEST(found.predicted == 1);
  return found.correct == 1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(right_triple_counts_under_every_rule) {
  auto const found = one_triple({0, 2}, "works_for", {3, 5});
  BOOST_TEST(counts_as_gold<hmt::matching::exact_span>(found));
  BOOST_TEST(counts_as_gold<hmt::matching::exact_text>(found));
  BOOST_TEST(counts_as_gold<hmt::matching::first_word>(found));
  BOOST_TEST(counts_as_gold<hmt::matching::begin_tag>(found));
  BOOST_TEST(counts_as_gold<hmt::matching::strict>(found));
}

BOOST_AUTO_TEST_CASE(other_relation_or_direction_counts_under_none) {
  for (auto const& found : {one_triple({0, 2}, "based_in", {3, 5}), one_triple({3, 5}, "works_for", {0, 2})}) {
    BOOST_TEST(!counts_as_gold<hmt::matching::exact_span>(found));
    BOOST_TEST(!counts_as_gold<hmt::matching::exact_text>(found));
    BOOST_TEST(!counts_as_gold<hmt::matching::first_word>(found));
    BOOST_TEST(!counts_as_gold<hmt::matching::begin_tag>(found));
    BOOST_TEST(!counts_as_gold<hmt::matching::strict>(found));
  }
}

BOOST_AUTO_TEST_CASE(shorter_name_counts_by_its_beginning_only) {
  auto const found = one_triple({0, 1}, "works_for", {3, 5});
  BOOST_TEST(!counts_as_gold<hmt::matching::exact_span>(found));
  BOOST_TEST(!counts_as_gold<hmt::matching::exact_text>(found));
  BOOST_TEST(counts_as_gold<hmt::matching::first_word>(found));
  BOOST_TEST(counts_as_gold<hmt::matching::begin_tag>(found));
  BOOST_TEST(!counts_as_gold<hmt::matching::strict>(found));
}

BOOST_AUTO_TEST_CASE(other_mention_of_the_name_counts_by_text_only) {
  auto const found = one_triple({0, 2}, "works_for", {8, 10});
  BOOST_TEST(!counts_as_gold<hmt::matching::exact_span>(found));
  BOOST_TEST(counts_as_gold<hmt::matching::exact_text>(found));
  BOOST_TEST(counts_as_gold<hmt::matching::first_word>(found));
  BOOST_TEST(!counts_as_gold<hmt::matching::begin_tag>(found));
  BOOST_TEST(!counts_as_gold<hmt::matching::strict>(found));
}

BOOST_AUTO_TEST_CASE(text_is_compared_with_its_case) {
  sentence const cased{{"Acme", "ACME", "x"}, {}, {{{0, 1}, "r", {2, 3}}}, 0};
  BOOST_TEST((scored<hmt::matching::exact_text>(cased, {{}, {}, {{{1, 2}, "r", {2, 3}, 1}}}) == counts{1, 1, 0}));
  BOOST_TEST((scored<hmt::matching::first_word>(cased, {{}, {}, {{{1, 2}, "r", {2, 3}, 1}}}) == counts{1, 1, 0}));
}

BOOST_AUTO_TEST_CASE(wrong_type_of_an_argument_fails_strict_only) {
  auto found = one_triple({0, 2}, "works_for", {3, 5});
  found.entities[1].type = "LOC";
  BOOST_TEST(counts_as_gold<hmt::matching::exact_span>(found));
  BOOST_TEST(!counts_as_gold<hmt::matching::strict>(found));
  found.entities.clear();
  BOOST_TEST(!counts_as_gold<hmt::matching::strict>(found));
}

BOOST_AUTO_TEST_CASE(type_of_an_argument_comes_from_the_entity_that_overlaps_most) {
  auto found = one_triple({0, 2}, "works_for", {3, 5});
  found.entities = {{{0, 1}, "PER", 1}, {{2, 5}, "ORG", 1}};
  BOOST_TEST(counts_as_gold<hmt::matching::strict>(found));
}

BOOST_AUTO_TEST_CASE(same_prediction_twice_counts_once_except_by_begin_tags) {
  auto found = one_triple({0, 2}, "works_for", {3, 5});
  found.triples.push_back(found.triples.front());
  BOOST_TEST((scored<hmt::matching::exact_span>(gold, found) == counts{1, 2, 1}));
  BOOST_TEST((scored<hmt::matching::exact_text>(gold, found) == counts{1, 2, 1}));
  BOOST_TEST((scored<hmt::matching::first_word>(gold, found) == counts{1, 2, 1}));
  BOOST_TEST((scored<hmt::matching::strict>(gold, found) == counts{1, 2, 1}));
  BOOST_TEST((scored<hmt::matching::begin_tag>(gold, found) == counts{2, 2, 1}));
}

BOOST_AUTO_TEST_CASE(gold_triples_of_the_same_text_are_one_by_text_and_two_by_place) {
  sentence const twice{{"a", "b", "a", "c"}, {}, {{{0, 1}, "r", {1, 2}}, {{2, 3}, "r", {1, 2}}}, 0};
  extraction const found{{}, {}, {{{0, 1}, "r", {1, 2}, 1}}};
  BOOST_TEST((scored<hmt::matching::exact_text>(twice, found) == counts{1, 1, 1}));
  BOOST_TEST((scored<hmt::matching::first_word>(twice, found) == counts{1, 1, 1}));
  BOOST_TEST((scored<hmt::matching::exact_span>(twice, found) == counts{1, 2, 1}));
  BOOST_TEST((scored<hmt::matching::begin_tag>(twice, found) == counts{1, 2, 1}));
}

BOOST_AUTO_TEST_CASE(gold_triple_is_used_once_by_begin_tags) {
  sentence const nested{{"a", "b", "c"}, {}, {{{0, 1}, "r", {2, 3}}, {{0, 2}, "r", {2, 3}}}, 0};
  hmt::scored_triple const each{{0, 1}, "r", {2, 3}, 1};
  BOOST_TEST((scored<hmt::matching::begin_tag>(nested, {{}, {}, {each}}) == counts{1, 2, 1}));
  BOOST_TEST((scored<hmt::matching::begin_tag>(nested, {{}, {}, {each, each, each}}) == counts{3, 2, 2}));
}

BOOST_AUTO_TEST_CASE(entities_count_by_span_and_by_type) {
  extraction const found{{}, {{{0, 2}, "PER", 1}, {{3, 5}, "LOC", 1}, {{3, 5}, "LOC", 1}, {{6, 8}, "LOC", 1}}, {}};
  BOOST_TEST((hmt::count_entities<hmt::matching::exact_span>(gold, found) == counts{3, 4, 2}));
  BOOST_TEST((hmt::count_entities<hmt::matching::strict>(gold, found) == counts{3, 4, 1}));
}

BOOST_AUTO_TEST_SUITE_END()
