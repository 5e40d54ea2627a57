// SPDX-License-Identifier: MIT
// Confusions of relations, counted by hand and compared with the scores of relations.
#include "hmt/evaluate/confusion.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "temporary_folder.hpp"
#include "unit/evaluate/small_corpus.hpp"

BOOST_AUTO_TEST_SUITE(evaluate_confusion)

namespace {

using hmt::relation_confusion;

/// One sentence of ten words with these gold and predicted triples.
relation_confusion confusion(std::vector<hmt::triple> const& gold, std::vector<hmt::triple> const& found) {
  hmt::corpus data;
  data.sentences.push_back({std::vector<std::string>(10, "w"), {}, gold, 1});
  std::vector<hmt::extraction> predicted(1);
  for (auto const& each : found) predicted[0].triples.push_back({each.head, each.relation, each.tail, 1});
  return hmt::confusion_of(data, predicted);
}

}  // namespace

BOOST_AUTO_TEST_CASE(is_as_counted_by_hand) {
  relation_confusion const expected{{"", {{"born_in", 1}, {"lives_in", 1}}},
                                    {"born_in", {{"", 1}, {"born_in", 1}}},
                                    {"contains", {{"contains", 1}}},
                                    {"lives_in", {{"", 1}}},
                                    {"part_of", {{"contains", 1}}}};
  BOOST_CHECK(hmt::confusion_of(hmt_test::small_corpus(), hmt_test::small_predictions()) == expected);
}

BOOST_AUTO_TEST_CASE(equal_relations_come_first_and_the_rest_one_to_one_by_name) {
  hmt::word_span const h{0, 2}, t{3, 4};
  BOOST_CHECK((confusion({{h, "b", t}, {h, "a", t}}, {{h, "d", t}, {h, "c", t}, {h, "b", t}}) ==
               relation_confusion{{"a", {{"c", 1}}}, {"b", {{"b", 1}}}, {"", {{"d", 1}}}}));
  BOOST_CHECK((confusion({{h, "a", t}}, {{t, "a", h}, {{0, 1}, "a", t}}) ==
               relation_confusion{{"a", {{"", 1}}}, {"", {{"a", 2}}}}));  // another direction, another span
  BOOST_CHECK((confusion({}, {{h, "a", t}, {h, "a", t}}) == relation_confusion{{"", {{"a", 1}}}}));
}

BOOST_AUTO_TEST_CASE(rows_and_columns_sum_up_to_the_counts_of_relations) {
  hmt::random_engine draw(hmt::random_stream{.seed = 3});
  auto const drawn = [&draw] {
    auto const word = [&draw] { return draw.below(4); };
    auto const head = word(), tail = word();
    return hmt::triple{{head, head + 1}, std::string(1, static_cast<char>('a' + draw.below(4))), {tail, tail + 1}};
  };
  hmt::corpus data;
  std::vector<hmt::extraction> predicted;
  for (int number = 0; number < 300; ++number) {
    hmt::sentence one{std::vector<std::string>(4, "w"), {}, {}, 1};
    predicted.emplace_back();
    for (auto count = draw.below(7); count > 0; --count)
      if (auto const each = drawn(); std::ranges::find(one.triples, each) == one.triples.end())
        one.triples.push_back(each);
    for (auto count = draw.below(7); count > 0; --count) {
      auto const each = drawn();
      predicted.back().triples.push_back({each.head, each.relation, each.tail, 1});
    }
    data.sentences.push_back(one);
  }
  auto const counted = hmt::confusion_of(data, predicted);
  auto const scores = hmt::evaluate(data, predicted);
  BOOST_TEST(scores.relations.size() == 4U);
  for (auto const& [relation, score] : scores.relations) {
    std::size_t row = 0, column = 0;
    for (auto const& [found, times] : counted.at(relation)) row += times;
    for (auto const& [gold, cells] : counted)
      if (auto const cell = cells.find(relation); cell != cells.end()) column += cell->second;
    BOOST_TEST(row == score.gold);
    BOOST_TEST(column == score.predicted);
    BOOST_TEST(counted.at(relation).at(relation) == score.correct);
  }
}

BOOST_AUTO_TEST_CASE(what_is_confused_most_is_listed_first) {
  relation_confusion const counted{
      {"", {{"a", 9}}}, {"a", {{"a", 7}, {"b", 1}}}, {"b", {{"", 8}, {"a", 2}, {"c", 1}}}, {"d", {{"d", 5}}}};
  auto const list = hmt::most_confused(counted);
  BOOST_TEST_REQUIRE(list.size() == 3U);
  BOOST_TEST((list[0].gold == "b" && list[0].found == "a" && list[0].times == 2));
  BOOST_TEST((list[1].gold == "a" && list[1].found == "b" && list[1].times == 1));
  BOOST_TEST((list[2].gold == "b" && list[2].found == "c" && list[2].times == 1));
}

BOOST_AUTO_TEST_CASE(relations_that_are_left_out_are_counted_together) {
  relation_confusion const counted{
      {"", {{"d", 9}}}, {"a", {{"a", 7}, {"b", 1}}}, {"b", {{"", 8}, {"c", 3}}}, {"d", {{"d", 50}}}};
  using names = std::vector<std::string>;
  BOOST_TEST(hmt::relations_to_show(counted, 9) == (names{"a", "b", "c", "d"}), boost::test_tools::per_element());
  BOOST_TEST(hmt::relations_to_show(counted, 2) == (names{"b", "c"}), boost::test_tools::per_element());
  auto const sums = hmt::merged(counted, {"b", "c"}, "others");
  BOOST_CHECK((sums == relation_confusion{
                           {"", {{"others", 9}}}, {"b", {{"", 8}, {"c", 3}}}, {"others", {{"b", 1}, {"others", 57}}}}));
}

BOOST_AUTO_TEST_CASE(refuses_predictions_for_other_sentences) {
  BOOST_CHECK_EXCEPTION(hmt::confusion_of(hmt_test::small_corpus(), {}), hmt::shape_error,
                        says("prediction-count", "expected 4 predictions", "found 0"));
}

BOOST_AUTO_TEST_SUITE_END()
