// SPDX-License-Identifier: MIT
#include "hmt/evaluate/evaluation.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "unit/evaluate/small_corpus.hpp"
#include "unit/tagging/label_probabilities.hpp"

BOOST_AUTO_TEST_SUITE(evaluate_evaluation)

namespace {

using hmt::counts;
using hmt_test::small_corpus;
using hmt_test::small_predictions;
using hmt_test::thrown_by;

}  // namespace

BOOST_AUTO_TEST_CASE(each_rule_adds_up_over_the_sentences) {
  auto const found = hmt::evaluate(small_corpus(), small_predictions());
  BOOST_TEST(found.sentences == 4);
  BOOST_TEST((found.triples.exact_span == counts{5, 5, 2}));
  BOOST_TEST((found.triples.exact_text == counts{5, 5, 2}));
  BOOST_TEST((found.triples.first_word == counts{5, 5, 3}));
  BOOST_TEST((found.triples.begin_tag == counts{5, 5, 3}));
  BOOST_REQUIRE(found.triples.strict.has_value());
  BOOST_TEST((*found.triples.strict == counts{5, 5, 1}));
  BOOST_TEST((found.entities.exact_span == counts{6, 6, 5}));
  BOOST_REQUIRE(found.entities.strict.has_value());
  BOOST_TEST((*found.entities.strict == counts{6, 6, 3}));
}

BOOST_AUTO_TEST_CASE(untyped_corpus_has_no_strict_scores) {
  auto corpus = small_corpus();
  corpus.typed = false;
  auto const found = hmt::evaluate(corpus, small_predictions());
  BOOST_TEST(!found.triples.strict.has_value());
  BOOST_TEST(!found.entities.strict.has_value());
}

BOOST_AUTO_TEST_CASE(relations_of_gold_and_prediction_are_listed) {
  auto const found = hmt::evaluate(small_corpus(), small_predictions());
  BOOST_TEST(found.relations.size() == 4);
  BOOST_TEST((found.relations.at("born_in") == counts{2, 2, 1}));
  BOOST_TEST((found.relations.at("lives_in") == counts{1, 1, 0}));
  BOOST_TEST((found.relations.at("contains") == counts{2, 1, 1}));
  BOOST_TEST((found.relations.at("part_of") == counts{0, 1, 0}));
}

BOOST_AUTO_TEST_CASE(sentences_are_told_apart_by_their_gold_triples) {
  auto const found = hmt::evaluate(small_corpus(), small_predictions());
  BOOST_TEST((found.by_triple_count[0] == counts{1, 0, 0}));
  BOOST_TEST((found.by_triple_count[1] == counts{1, 1, 1}));
  BOOST_TEST((found.by_triple_count[2] == counts{3, 4, 1}));
  BOOST_TEST((found.by_triple_count[3] == counts{}));
  BOOST_TEST((found.by_overlap.none == counts{2, 1, 1}));
  BOOST_TEST((found.by_overlap.entity_overlap == counts{2, 2, 1}));
  BOOST_TEST((found.by_overlap.pair_overlap == counts{1, 2, 0}));
}

BOOST_AUTO_TEST_CASE(five_and_more_triples_are_one_class) {
  hmt::corpus corpus;
  for (std::size_t number : {5, 7}) {
    hmt::sentence one;
    for (std::size_t word = 0; word <= number; ++word) one.words.push_back("w");
    for (std::size_t word = 0; word < number; ++word)
      one.triples.push_back({{word, word + 1}, "r", {number, number + 1}});
    corpus.sentences.push_back(one);
  }
  BOOST_TEST((hmt::evaluate(corpus, std::vector<hmt::extraction>(2)).by_triple_count[5] == counts{0, 12, 0}));
}

BOOST_AUTO_TEST_CASE(wrong_predictions_of_an_inverted_gold_pair_are_counted_and_right_ones_not) {
  auto const found = hmt::evaluate(small_corpus(), small_predictions());
  // Predicted (Lyon, contains, France), where gold has (France, contains, Lyon).
  BOOST_TEST(found.inverse_confusion.size() == 1);
  BOOST_TEST(found.inverse_confusion.at("contains").size() == 1);
  BOOST_TEST(found.inverse_confusion.at("contains").at("contains") == 1);

  auto predictions = small_predictions();
  predictions[0].triples = {{{3, 4}, "contains", {0, 2}, 1}};
  predictions[2].triples.push_back({{0, 1}, "part_of", {2, 3}, 1});
  auto const other = hmt::evaluate(small_corpus(), predictions);
  BOOST_TEST(other.inverse_confusion.at("born_in").at("contains") == 1);
  BOOST_TEST(!other.inverse_confusion.at("contains").contains("part_of"));
}

BOOST_AUTO_TEST_CASE(sentences_with_inverse_relations_are_counted) {
  auto predictions = small_predictions();
  auto found = hmt::evaluate(small_corpus(), predictions).inverse;
  BOOST_TEST(found.confused == 1);
  BOOST_TEST(found.two_way == 1);  // (France, contains, Lyon) and (Lyon, part_of, France)
  BOOST_TEST(found.two_way_found == 0);

  predictions[2].triples[1].relation = "part_of";
  found = hmt::evaluate(small_corpus(), predictions).inverse;
  BOOST_TEST(found.confused == 0);
  BOOST_TEST(found.two_way_found == 1);

  auto corpus = small_corpus();  // a span that is related to itself has no direction
  corpus.sentences[3].triples = {{{0, 1}, "born_in", {0, 1}}};
  found = hmt::evaluate(corpus, predictions).inverse;
  BOOST_TEST(found.confused == 0);
  BOOST_TEST(found.two_way == 1);
}

BOOST_AUTO_TEST_CASE(wrong_triples_are_counted_by_cause) {
  auto const errors = hmt::evaluate(small_corpus(), small_predictions()).errors;
  using hmt::error_cause;
  BOOST_TEST((errors[error_cause::missing_entity] == hmt::error_counts{0, 1}));
  BOOST_TEST((errors[error_cause::boundary] == hmt::error_counts{1, 1}));
  BOOST_TEST((errors[error_cause::wrong_relation] == hmt::error_counts{1, 1}));
  BOOST_TEST((errors[error_cause::inverse_relation] == hmt::error_counts{0, 0}));
  BOOST_TEST((errors[error_cause::wrong_pair] == hmt::error_counts{0, 0}));
  BOOST_TEST((errors[error_cause::other] == hmt::error_counts{1, 0}));
}

BOOST_AUTO_TEST_CASE(gold_relations_unknown_to_the_model_are_counted_with_their_first_line) {
  std::vector<std::string> const known{"born_in", "contains"};
  auto const found = hmt::evaluate(small_corpus(), small_predictions(), known);
  BOOST_REQUIRE(found.unknown.has_value());
  BOOST_TEST(found.unknown->triples == 2);
  BOOST_TEST(found.unknown->first_line == 3);
  BOOST_TEST(found.unknown->names == (std::set<std::string>{"lives_in", "part_of"}), boost::test_tools::per_element());
  BOOST_TEST(!hmt::evaluate(small_corpus(), small_predictions()).unknown.has_value());
}

BOOST_AUTO_TEST_CASE(empty_corpus_scores_zero) {
  auto const found = hmt::evaluate({}, {});
  BOOST_TEST(found.triples.exact_span.f1() == 0.0);
  BOOST_TEST(found.relations.empty());
}

BOOST_AUTO_TEST_CASE(wrong_number_of_predictions_is_refused) {
  auto const [code, text] =
      thrown_by<hmt::shape_error>([] { return hmt::evaluate(small_corpus(), std::vector<hmt::extraction>(3)); });
  BOOST_TEST(code == "prediction-count");
  BOOST_TEST(text.find("small.jsonl: expected 4 predictions, one per sentence, found 3") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(prediction_outside_its_sentence_is_refused) {
  for (auto const words : {hmt::word_span{0, 2}, hmt::word_span{1, 1}, hmt::word_span{1, 0}}) {
    auto predictions = small_predictions();
    predictions[3].triples[0].tail = words;
    auto const [code, text] = thrown_by<hmt::shape_error>([&] { return hmt::evaluate(small_corpus(), predictions); });
    BOOST_TEST(code == "prediction-span");
    BOOST_TEST(text.find("within the 1 of the sentence, found [" + std::to_string(words.begin) + ", " +
                         std::to_string(words.end) + ")") != std::string::npos,
               text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
