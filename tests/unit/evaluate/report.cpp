// SPDX-License-Identifier: MIT
#include "hmt/evaluate/report.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "unit/evaluate/small_corpus.hpp"

BOOST_AUTO_TEST_SUITE(evaluate_report)

namespace {

using hmt_test::small_corpus;
using hmt_test::small_predictions;

std::vector<std::string> keys(nlohmann::ordered_json const& json) {
  std::vector<std::string> found;
  for (auto const& [key, value] : json.items()) found.push_back(key);
  return found;
}

std::vector<std::string> lines(std::string const& text) {
  std::vector<std::string> found(1);
  for (char const each : text) {
    if (each == '\n')
      found.emplace_back();
    else
      found.back() += each;
  }
  return found;
}

bool has_line(std::string const& text, std::string const& line) {
  auto const all = lines(text);
  return std::find(all.begin(), all.end(), line) != all.end();
}

}  // namespace

BOOST_AUTO_TEST_CASE(json_has_the_documented_layout) {
  auto const json = hmt::to_json(hmt::evaluate(small_corpus(), small_predictions()));
  auto const per_element = boost::test_tools::per_element();
  using names = std::vector<std::string>;
  BOOST_TEST(keys(json) == (names{"triples", "entities", "relations", "by_triple_count", "by_overlap",
                                  "inverse_confusion", "inverse_sentences", "errors", "sentences"}),
             per_element);
  BOOST_TEST(keys(json["triples"]) == (names{"exact_span", "exact_text", "first_word", "begin_tag", "strict"}),
             per_element);
  BOOST_TEST(keys(json["triples"]["strict"]) == (names{"precision", "recall", "f1", "predicted", "gold", "correct"}),
             per_element);
  BOOST_TEST(keys(json["entities"]) == (names{"exact_span", "strict"}), per_element);
  BOOST_TEST(keys(json["relations"]) == (names{"born_in", "contains", "lives_in", "part_of"}), per_element);
  BOOST_TEST(keys(json["by_triple_count"]) == (names{"0", "1", "2", "3", "4", "5+"}), per_element);
  BOOST_TEST(keys(json["by_overlap"]) == (names{"none", "entity_overlap", "pair_overlap"}), per_element);
  BOOST_TEST(json["triples"]["exact_span"]["precision"] == 0.4);
  BOOST_TEST(json["triples"]["exact_span"]["correct"] == 2);
  BOOST_TEST(json["relations"]["contains"]["predicted"] == 2);
  BOOST_TEST(json["inverse_confusion"].dump() == R"({"contains":{"contains":1}})");
  BOOST_TEST(json["inverse_sentences"].dump() == R"({"confused":1,"two_way":1,"two_way_found":0})");
  BOOST_TEST(keys(json["errors"]) ==
                 (names{"missing_entity", "boundary", "wrong_relation", "inverse_relation", "wrong_pair", "other"}),
             per_element);
  BOOST_TEST(json["errors"]["other"].dump() == R"({"missed":1,"wrong":0})");
}

BOOST_AUTO_TEST_CASE(strict_is_null_where_the_corpus_has_no_types) {
  auto corpus = small_corpus();
  corpus.typed = false;
  auto const json = hmt::to_json(hmt::evaluate(corpus, small_predictions()));
  BOOST_TEST(json["triples"].contains("strict"));
  BOOST_TEST(json["triples"]["strict"].is_null());
  BOOST_TEST(json["entities"]["strict"].is_null());
  BOOST_TEST(json["entities"]["exact_span"].is_object());
}

BOOST_AUTO_TEST_CASE(sections_without_entries_are_empty_objects) {
  auto const json = hmt::to_json(hmt::evaluate({}, {}));
  BOOST_TEST(json["relations"].dump() == "{}");
  BOOST_TEST(json["inverse_confusion"].dump() == "{}");
}

BOOST_AUTO_TEST_CASE(unknown_relations_are_reported) {
  std::vector<std::string> const known{"born_in", "contains", "part_of"};
  auto const found = hmt::evaluate(small_corpus(), small_predictions(), known);
  BOOST_TEST(hmt::to_json(found)["unknown_relations"].dump() == R"({"triples":1,"first_line":3,"names":["lives_in"]})");
  BOOST_TEST(
      has_line(hmt::table(found), "1 gold triple of relations unknown to the model (lives_in), the first in line 3"));
}

BOOST_AUTO_TEST_CASE(table_is_aligned) {
  auto const text = hmt::table(hmt::evaluate(small_corpus(), small_predictions()));
  BOOST_TEST(has_line(text, "triples, by matching rule"), text);
  BOOST_TEST(has_line(text, "                       P       R      F1  predicted     gold  correct"), text);
  BOOST_TEST(has_line(text, "  exact_span       40.00   40.00   40.00          5        5        2"), text);
  BOOST_TEST(has_line(text, "  entity_overlap   50.00   50.00   50.00          2        2        1"), text);
  BOOST_TEST(has_line(text, "                     missed    wrong"), text);
  BOOST_TEST(has_line(text, "  missing_entity          0        1"), text);
  BOOST_TEST(has_line(text, "        1  sentences whose gold has both (h, r, t) and (t, r', h)"), text);
  BOOST_TEST(has_line(text, "        0  of these, all such triples found"), text);
  BOOST_TEST(has_line(text, "        1  contains  as  contains"), text);
  BOOST_TEST(text.back() == '\n');
}

BOOST_AUTO_TEST_CASE(table_marks_what_does_not_apply_and_aligns_by_code_points) {
  auto corpus = small_corpus();
  corpus.typed = false;
  corpus.sentences[3].triples = {{{0, 1}, "gr\u00f6\u00dfer_als_alle", {0, 1}}};
  auto const text = hmt::table(hmt::evaluate(corpus, std::vector<hmt::extraction>(4)));
  BOOST_TEST(has_line(text, "  strict                -       -       -"), text);
  BOOST_TEST(has_line(text, "  gr\u00f6\u00dfer_als_alle    0.00    0.00    0.00          0        1        0"), text);
  BOOST_TEST(has_line(text, "  born_in            0.00    0.00    0.00          0        2        0"), text);
}

BOOST_AUTO_TEST_SUITE_END()
