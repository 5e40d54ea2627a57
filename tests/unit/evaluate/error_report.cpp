// SPDX-License-Identifier: MIT
#include "hmt/evaluate/error_report.hpp"

#include <boost/test/unit_test.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "temporary_folder.hpp"
#include "unit/evaluate/small_corpus.hpp"

BOOST_AUTO_TEST_SUITE(evaluate_error_report)

namespace {

using hmt_test::small_corpus;
using hmt_test::small_predictions;

}  // namespace

BOOST_AUTO_TEST_CASE(text_has_a_block_for_each_sentence_with_errors) {
  BOOST_TEST(
      hmt::error_text(small_corpus(), small_predictions()) ==
      "small.jsonl:3: Bo Vik in Oslo\n"
      "  missed  boundary          gold (Bo Vik 0:2, born_in, Oslo 3:4)  found (Bo 0:1, born_in, Oslo 3:4) at 0.62\n"
      "  missed  other             gold (Bo Vik 0:2, lives_in, Oslo 3:4)  found nothing\n"
      "  wrong   boundary          gold (Bo Vik 0:2, born_in, Oslo 3:4)  found (Bo 0:1, born_in, Oslo 3:4) at 0.62\n"
      "\n"
      "small.jsonl:4: Lyon , France\n"
      "  missed  wrong_relation    gold (Lyon 0:1, part_of, France 2:3)  found (Lyon 0:1, contains, France 2:3) at "
      "1.00\n"
      "  wrong   wrong_relation    gold (Lyon 0:1, part_of, France 2:3)  found (Lyon 0:1, contains, France 2:3) at "
      "1.00\n"
      "\n"
      "small.jsonl:5: Rain\n"
      "  wrong   missing_entity    gold nothing  found (Rain 0:1, lives_in, Rain 0:1) at 1.00\n"
      "\n");
}

BOOST_AUTO_TEST_CASE(json_has_the_documented_layout) {
  std::istringstream lines(hmt::error_json_lines(small_corpus(), small_predictions()));
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);) found.push_back(line);
  BOOST_REQUIRE(found.size() == 6);
  BOOST_TEST(found[0] ==
             R"({"file":"small.jsonl","line":3,"sentence":2,"words":["Bo","Vik","in","Oslo"],"kind":"missed",)"
             R"("cause":"boundary",)"
             R"("gold":{"head":{"text":"Bo Vik","words":[0,2]},"relation":"born_in",)"
             R"("tail":{"text":"Oslo","words":[3,4]}},)"
             R"("found":{"head":{"text":"Bo","words":[0,1]},"relation":"born_in",)"
             R"("tail":{"text":"Oslo","words":[3,4]},"confidence":0.625}})");
  auto const missed = nlohmann::json::parse(found[1]), wrong = nlohmann::json::parse(found[5]);
  BOOST_TEST(missed["found"].is_null());
  BOOST_TEST(missed["gold"]["relation"] == "lives_in");
  BOOST_TEST(wrong["kind"] == "wrong");
  BOOST_TEST(wrong["sentence"] == 4);
  BOOST_TEST(wrong["gold"].is_null());
  BOOST_TEST(wrong["found"]["relation"] == "lives_in");
}

BOOST_AUTO_TEST_CASE(a_triple_found_twice_has_its_larger_confidence) {
  auto twice = small_predictions();
  twice[3].triples.push_back(twice[3].triples[0]);
  twice[3].triples[0].confidence = 0.25;
  twice[3].triples[1].confidence = 0.5;
  BOOST_TEST(hmt::error_text(small_corpus(), twice).find("Rain 0:1) at 0.50\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_errors_nothing_is_written) {
  auto corpus = small_corpus();
  corpus.sentences.resize(1);
  std::vector<hmt::extraction> const right{small_predictions()[0]};
  BOOST_TEST(hmt::error_text(corpus, right).empty());
  BOOST_TEST(hmt::error_json_lines(corpus, right).empty());
}

BOOST_AUTO_TEST_CASE(predictions_that_do_not_belong_to_the_corpus_are_refused) {
  BOOST_CHECK_EXCEPTION(static_cast<void>(hmt::error_text(small_corpus(), std::vector<hmt::extraction>(3))),
                        hmt::shape_error,
                        says("prediction-count", "small.jsonl: expected 4 predictions, one per sentence, found 3"));
  auto outside = small_predictions();
  outside[3].triples[0].tail = {0, 2};
  BOOST_CHECK_EXCEPTION(static_cast<void>(hmt::error_json_lines(small_corpus(), outside)), hmt::shape_error,
                        says("prediction-span", "within the 1 of the sentence, found [0, 2)"));
}

BOOST_AUTO_TEST_SUITE_END()
