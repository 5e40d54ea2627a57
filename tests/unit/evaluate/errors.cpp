// SPDX-License-Identifier: MIT
// One cause for each wrong triple, in the documented order.
#include "hmt/evaluate/errors.hpp"

#include <boost/test/unit_test.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/evaluate/matching.hpp"

namespace hmt {

/// For messages of the tests.
std::ostream& operator<<(std::ostream& out, error_cause cause) { return out << name_of(cause); }
std::ostream& operator<<(std::ostream& out, error_kind kind) { return out << name_of(kind); }

}  // namespace hmt

namespace {

using hmt::error_cause;
using hmt::error_kind;
using hmt::triple;
using hmt::word_span;

// Ana Ruiz leads Acme Corp. in Malaga ; Bo Vik leads Fjord in Oslo
//  0   1     2    3     4   5    6    7 8   9    10   11   12  13
constexpr word_span ana{0, 2}, acme{3, 5}, malaga{6, 7}, bo{8, 10}, fjord{11, 12}, oslo{13, 14};

hmt::sentence gold_of(std::vector<triple> triples) {
  return {std::vector<std::string>(14, "w"),
          {{ana, "PER"}, {acme, "ORG"}, {malaga, "LOC"}, {bo, "PER"}, {fjord, "ORG"}, {oslo, "LOC"}},
          std::move(triples),
          1};
}

/// The extraction of a model that finds all entities and these triples.
hmt::extraction found_of(std::vector<triple> const& triples) {
  hmt::extraction made;
  for (auto const& each : gold_of({}).entities) made.entities.push_back({each.words, each.type, 1});
  for (auto const& each : triples) made.triples.push_back({each.head, each.relation, each.tail, 1});
  return made;
}

void check(hmt::triple_error const& found, error_kind kind, error_cause cause, triple const& what,
           std::optional<triple> const& instead) {
  BOOST_TEST(found.kind == kind);
  BOOST_TEST(found.cause == cause);
  BOOST_TEST((found.what == what));
  BOOST_TEST((found.instead == instead));
}

/// One gold and one predicted triple, both wrong for the same cause, each shown for the other.
void check_both(triple const& gold, triple const& found, error_cause cause) {
  auto const errors = hmt::triple_errors(gold_of({gold}), found_of({found}));
  BOOST_REQUIRE(errors.size() == 2);
  check(errors[0], error_kind::missed, cause, gold, found);
  check(errors[1], error_kind::wrong, cause, found, gold);
}

/// A span of one to three words of a short sentence, so that spans often overlap.
word_span random_span(hmt::random_engine& draw, std::size_t words) {
  auto const begin = draw.below(words);
  return {begin, std::min(words, begin + 1 + draw.below(3))};
}

triple random_triple(hmt::random_engine& draw, std::size_t words) {
  auto const head = random_span(draw, words);
  std::string const relation(1, static_cast<char>('r' + draw.below(2)));
  return {head, relation, random_span(draw, words)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluate_errors)

BOOST_AUTO_TEST_CASE(what_is_right_is_no_error) {
  std::vector<triple> const triples{{ana, "works_for", acme}, {acme, "based_in", malaga}};
  BOOST_TEST(hmt::triple_errors(gold_of(triples), found_of(triples)).empty());
  BOOST_TEST(hmt::triple_errors(gold_of({}), found_of({})).empty());
}

BOOST_AUTO_TEST_CASE(an_argument_that_nothing_found_meets_is_a_missing_entity) {
  triple const one{ana, "works_for", acme};
  auto without = found_of({});
  std::erase_if(without.entities, [](auto const& each) { return each.words == acme; });
  auto const errors = hmt::triple_errors(gold_of({one}), without);
  BOOST_REQUIRE(errors.size() == 1);
  check(errors[0], error_kind::missed, error_cause::missing_entity, one, std::nullopt);

  auto boundary = without;  // a part of the argument is enough, from a task without types too
  boundary.boundaries.push_back({{4, 6}, "", 1});
  BOOST_TEST(hmt::triple_errors(gold_of({one}), boundary).at(0).cause == error_cause::other);
  auto argument = without;  // so is an argument of any triple
  argument.triples.push_back({{3, 4}, "based_in", malaga, 1});
  BOOST_TEST(hmt::triple_errors(gold_of({one}), argument).at(0).cause == error_cause::other);
}

BOOST_AUTO_TEST_CASE(an_argument_that_no_gold_entity_meets_is_a_missing_entity_too) {
  for (triple const& one : {triple{ana, "works_for", {2, 3}}, triple{{2, 3}, "works_for", acme}}) {
    auto const errors = hmt::triple_errors(gold_of({}), found_of({one}));
    BOOST_REQUIRE(errors.size() == 1);
    check(errors[0], error_kind::wrong, error_cause::missing_entity, one, std::nullopt);
  }
  auto gold = gold_of({{ana, "lives_in", {2, 3}}});  // an argument that is not listed as an entity is there
  BOOST_TEST(hmt::triple_errors(gold, found_of({{acme, "works_for", {2, 3}}})).at(1).cause == error_cause::other);
}

BOOST_AUTO_TEST_CASE(the_right_relation_of_overlapping_spans_is_a_boundary) {
  check_both({ana, "works_for", acme}, {{0, 1}, "works_for", acme}, error_cause::boundary);
  check_both({ana, "works_for", acme}, {{1, 3}, "works_for", {4, 7}}, error_cause::boundary);
}

BOOST_AUTO_TEST_CASE(spans_that_only_touch_do_not_overlap) {
  auto const errors = hmt::triple_errors(gold_of({{ana, "works_for", acme}}), found_of({{{2, 4}, "works_for", acme}}));
  BOOST_TEST(errors.at(0).cause == error_cause::other);
}

BOOST_AUTO_TEST_CASE(another_relation_of_the_same_spans_is_a_wrong_relation) {
  check_both({ana, "works_for", acme}, {ana, "lives_in", acme}, error_cause::wrong_relation);
}

BOOST_AUTO_TEST_CASE(the_same_spans_the_other_way_round_are_an_inverse_relation) {
  check_both({acme, "based_in", malaga}, {malaga, "based_in", acme}, error_cause::inverse_relation);
  check_both({acme, "based_in", malaga}, {malaga, "contains", acme}, error_cause::inverse_relation);
}

BOOST_AUTO_TEST_CASE(arguments_that_are_paired_otherwise_are_a_wrong_pair) {
  std::vector<triple> const gold{{ana, "works_for", acme}, {bo, "works_for", fjord}};
  std::vector<triple> const found{{ana, "works_for", fjord}, {bo, "works_for", acme}};
  auto const errors = hmt::triple_errors(gold_of(gold), found_of(found));
  BOOST_REQUIRE(errors.size() == 4);
  check(errors[0], error_kind::missed, error_cause::wrong_pair, gold[0], found[0]);
  check(errors[1], error_kind::missed, error_cause::wrong_pair, gold[1], found[1]);
  check(errors[2], error_kind::wrong, error_cause::wrong_pair, found[0], gold[0]);
  check(errors[3], error_kind::wrong, error_cause::wrong_pair, found[1], gold[1]);
}

BOOST_AUTO_TEST_CASE(a_wrong_pair_may_be_hidden_by_right_ones) {
  triple const lost{ana, "works_for", fjord};
  auto const errors = hmt::triple_errors(gold_of({{ana, "works_for", acme}, {bo, "works_for", fjord}, lost}),
                                         found_of({{ana, "works_for", acme}, {bo, "works_for", fjord}}));
  BOOST_REQUIRE(errors.size() == 1);
  check(errors[0], error_kind::missed, error_cause::wrong_pair, lost, triple{ana, "works_for", acme});
}

BOOST_AUTO_TEST_CASE(arguments_of_another_relation_or_in_another_role_are_no_wrong_pair) {
  std::vector<triple> const gold{{ana, "works_for", acme}, {bo, "works_for", fjord}};
  for (triple const& one :
       {triple{ana, "leads", fjord}, triple{ana, "works_for", bo}, triple{acme, "works_for", fjord}})
    BOOST_TEST(hmt::triple_errors(gold_of(gold), found_of({gold[0], gold[1], one})).at(0).cause == error_cause::other);
}

BOOST_AUTO_TEST_CASE(what_nothing_explains_is_other) {
  triple const missed{ana, "works_for", acme}, wrong{bo, "lives_in", oslo};
  auto const errors = hmt::triple_errors(gold_of({missed}), found_of({wrong}));
  BOOST_REQUIRE(errors.size() == 2);
  check(errors[0], error_kind::missed, error_cause::other, missed, std::nullopt);
  check(errors[1], error_kind::wrong, error_cause::other, wrong, std::nullopt);
}

BOOST_AUTO_TEST_CASE(the_first_cause_in_order_counts) {
  triple const one{ana, "r", acme};
  std::vector<triple> const shows{
      {{0, 1}, "r", acme}, {ana, "s", acme}, {acme, "s", ana}, {ana, "r", fjord}, {bo, "r", acme}};
  std::vector<error_cause> const causes{error_cause::boundary, error_cause::wrong_relation,
                                        error_cause::inverse_relation, error_cause::wrong_pair, error_cause::other};
  for (std::size_t first = 0; first < causes.size(); ++first) {
    // From the last ones on, so that no order of the list gives the same result. A wrong pair uses the last two.
    std::vector<triple> const rest(shows.rbegin(), shows.rend() - static_cast<std::ptrdiff_t>(first));
    BOOST_TEST(hmt::triple_errors(gold_of({one}), found_of(rest)).at(0).cause == causes[first]);
    auto const errors = hmt::triple_errors(gold_of(rest), found_of({one}));
    BOOST_TEST(errors.back().kind == error_kind::wrong);
    BOOST_TEST(errors.back().cause == causes[first]);
  }
}

BOOST_AUTO_TEST_CASE(a_right_triple_explains_no_missed_one_but_wrong_ones) {
  triple const right{ana, "works_for", acme}, other{ana, "leads", acme}, back{acme, "employs", ana};
  for (auto const& lost : {other, back}) {
    auto const missed = hmt::triple_errors(gold_of({right, lost}), found_of({right}));
    BOOST_REQUIRE(missed.size() == 1);
    check(missed[0], error_kind::missed, error_cause::other, lost, std::nullopt);
  }
  auto const wrong = hmt::triple_errors(gold_of({right}), found_of({right, other}));
  BOOST_REQUIRE(wrong.size() == 1);
  check(wrong[0], error_kind::wrong, error_cause::wrong_relation, other, right);
}

BOOST_AUTO_TEST_CASE(duplicates_are_one_error) {
  triple const one{ana, "works_for", acme};
  BOOST_TEST(hmt::triple_errors(gold_of({}), found_of({one, one})).size() == 1);
}

BOOST_AUTO_TEST_CASE(the_examples_of_the_manual_have_its_causes) {
  triple const first{ana, "works_for", acme}, second{bo, "works_for", fjord};
  struct line {
    triple found;
    error_cause missed, wrong;
  };
  for (auto const& [found, missed, wrong] :
       {line{{{0, 1}, "works_for", acme}, error_cause::boundary, error_cause::boundary},
        line{{ana, "born_in", acme}, error_cause::wrong_relation, error_cause::wrong_relation},
        line{{acme, "works_for", ana}, error_cause::inverse_relation, error_cause::inverse_relation},
        line{{acme, "employs", ana}, error_cause::inverse_relation, error_cause::inverse_relation},
        line{{ana, "works_for", fjord}, error_cause::other, error_cause::wrong_pair},
        line{{ana, "lives_in", oslo}, error_cause::other, error_cause::other},
        line{{{7, 8}, "works_for", acme}, error_cause::other, error_cause::missing_entity}}) {
    auto const errors = hmt::triple_errors(gold_of({first, second}), found_of({found, second}));
    BOOST_REQUIRE(errors.size() == 2);
    BOOST_TEST((errors[0].what == first && errors[1].what == found));
    BOOST_TEST(errors[0].cause == missed);
    BOOST_TEST(errors[1].cause == wrong);
  }
}

BOOST_AUTO_TEST_CASE(names_are_those_of_the_causes) {
  std::string names;
  for (auto const cause : hmt::all_error_causes) names += std::string(hmt::name_of(cause)) + " ";
  BOOST_TEST(names == "missing_entity boundary wrong_relation inverse_relation wrong_pair other ");
}

BOOST_AUTO_TEST_CASE(causes_add_up_to_what_exact_span_counts) {
  hmt::random_engine draw(hmt::random_stream{.seed = 5});
  hmt::corpus corpus;
  std::vector<hmt::extraction> predictions;
  for (int number = 0; number < 2000; ++number) {
    std::size_t const words = 3 + draw.below(8);
    hmt::sentence one{std::vector<std::string>(words, "w"), {}, {}, 0};
    hmt::extraction found;
    for (auto count = draw.below(6); count > 0; --count) {
      auto const drawn = random_triple(draw, words);
      if (std::ranges::find(one.triples, drawn) == one.triples.end()) one.triples.push_back(drawn);
      if (draw.below(3) == 0) found.triples.push_back({drawn.head, drawn.relation, drawn.tail, 1});
    }
    for (auto count = draw.below(6); count > 0; --count) {
      auto const drawn = random_triple(draw, words);
      found.triples.push_back({drawn.head, drawn.relation, drawn.tail, 1});
    }
    corpus.sentences.push_back(one);
    predictions.push_back(found);
  }
  auto const found = hmt::evaluate(corpus, predictions);
  hmt::error_counts sum;
  for (auto const cause : hmt::all_error_causes) {
    BOOST_TEST_CONTEXT(hmt::name_of(cause)) {  // the sample has all of them
      BOOST_TEST(found.errors[cause].missed > 0);
      BOOST_TEST(found.errors[cause].wrong > 0);
    }
    sum.missed += found.errors[cause].missed;
    sum.wrong += found.errors[cause].wrong;
  }
  auto const& exact = found.triples.exact_span;
  BOOST_TEST(exact.correct > 0);
  BOOST_TEST(sum.missed == exact.gold - exact.correct);
  BOOST_TEST(sum.wrong == exact.predicted - exact.correct);
}

BOOST_AUTO_TEST_SUITE_END()
