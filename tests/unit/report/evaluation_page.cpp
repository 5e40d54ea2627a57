// SPDX-License-Identifier: MIT
// The page of an evaluation; tests/examples tests it in a browser.
#include "hmt/report/evaluation_page.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "texts.hpp"
#include "unit/evaluate/small_corpus.hpp"

BOOST_AUTO_TEST_SUITE(report_evaluation_page)

namespace {

std::string page(hmt::corpus const& data, std::vector<hmt::extraction> const& predicted,
                 hmt::evaluation_page_options const& options = {}) {
  return hmt::evaluation_page(data, predicted, hmt::evaluate(data, predicted), options);
}

std::string small_page(hmt::evaluation_page_options const& options = {}) {
  return page(hmt_test::small_corpus(), hmt_test::small_predictions(), options);
}

}  // namespace

BOOST_AUTO_TEST_CASE(scores_are_those_of_the_evaluation) {
  auto const text = small_page();
  holds(
      text,
      "<tr><th scope=\"row\">exact_span</th><td data-value=\"0.4000\"><span class=\"bar\" "
      "style=\"--share:0.4000\"></span>"
      "<span class=\"number\">40.00</span></td><td data-value=\"0.4000\">40.00</td><td data-value=\"0.4000\">40.00</td>"
      "<td>5</td><td>5</td><td>2</td></tr>");
  holds(text, "<th scope=\"row\">pair_overlap</th>");
  // Relations in decreasing order of gold triples, ties by name.
  BOOST_TEST(text.find("row\">born_in<") < text.find("row\">contains<"));
  BOOST_TEST(text.find("row\">contains<") < text.find("row\">lives_in<"));
  holds(text, "<tr><th scope=\"row\">boundary</th><td>1</td><td>1</td>");
}

BOOST_AUTO_TEST_CASE(a_rule_that_does_not_apply_and_a_score_of_nothing_are_no_numbers) {
  auto data = hmt_test::small_corpus();
  holds(page(data, hmt_test::small_predictions()), "<span class=\"number\">–</span>");  // sentences of three triples
  lacks(page(data, hmt_test::small_predictions()), "does not apply");
  data.typed = false;
  BOOST_TEST(times(page(data, hmt_test::small_predictions()), "does not apply") == 2U);
}

BOOST_AUTO_TEST_CASE(confusions_are_a_table_and_a_list) {
  auto const text = small_page();
  holds(text, "<tr><th scope=\"row\">part_of</th><td class=\"none\">0</td><td style=\"--share:1.00\">1</td>");
  holds(text, "<tr><th scope=\"row\">spurious</th><td style=\"--share:0.50\">1</td>");
  holds(text, "<tr><th scope=\"row\">part_of</th><td class=\"left\">contains</td><td>1</td></tr>");
  lacks(text, "other relations");
}

BOOST_AUTO_TEST_CASE(of_many_relations_some_are_shown) {
  hmt::corpus data;
  std::vector<hmt::extraction> predicted;
  for (int number = 100; number < 200; ++number) {
    auto const name = "r" + std::to_string(number);
    data.sentences.push_back({{"a", "b"}, {}, {{{0, 1}, name, {1, 2}}}, 1});
    predicted.push_back({{}, {}, {{{0, 1}, number < 110 ? "r199" : name, {1, 2}, 1}}});
  }
  auto const text = page(data, predicted);
  holds(text, "Of 100 relations, the 24 most often confused");
  BOOST_TEST(times(text, ">76 other relations<") == 2U);
  BOOST_TEST(times(text, "<tr><th scope=\"row\">r1") == 24U + 100U + 10U);  // confusion matrix, scores, confusions
}

BOOST_AUTO_TEST_CASE(examples_say_what_is_gold_what_was_found_and_what_is_left_out) {
  auto const text = small_page();
  holds(text, "<p>4 of 4 sentences with a wrong triple, spread evenly over causes and corpus; 0 are omitted");
  holds(text, "<section class=\"cause\" data-cause=\"boundary\">");
  holds(text, "<h4>sentence 2, small.jsonl:3</h4>");
  holds(text,
        "<li tabindex=\"0\" class=\"missed here\" data-sign=\"✗\u2009\" data-relation=\"born_in\" data-head=\"g2w0 "
        "g2w1\" "
        "data-tail=\"g2w3 g2w3\"><b>Bo Vik</b> <i>born_in</i> <b>Oslo</b> <span>missed: boundary</span></li>");
  holds(text, "<b>Bo Vik</b> <i>lives_in</i> <b>Oslo</b> <span>missed: other</span>");
  holds(text, "class=\"wrong here\" data-sign=\"✗\u2009\" data-relation=\"born_in\" data-head=\"f2w0 f2w0\"");
  holds(text, "<span>wrong: boundary, at 0.62</span>");
  holds(text, "<li class=\"right\" data-sign=\"✓\u2009\" data-relation=\"contains\"");
  holds(text, "<p>no triples</p>");
  auto const less = small_page({.examples = 1});
  holds(less, "<p>1 of 4 sentences with a wrong triple, spread evenly over causes and corpus; 3 are omitted");
  BOOST_TEST(times(less, "<article") == 1U);
  BOOST_TEST(times(text, "<article") == 4U);
}

BOOST_AUTO_TEST_CASE(without_errors_or_entities_or_sentences_the_page_says_so) {
  auto const data = hmt_test::small_corpus();
  std::vector<hmt::extraction> right;
  for (auto const& one : data.sentences) {
    right.emplace_back();
    for (auto const& each : one.triples) right.back().triples.push_back({each.head, each.relation, each.tail, 1});
  }
  auto const text = page(data, right, {.finds_entities = false});
  holds(text, "<p>There is no wrong triple.</p>");
  holds(text, "<p>No relation was mistaken for another");
  holds(text, "<p>The model has no entity task.</p>");
  lacks(text, "<select");
  holds(page({}, {}), "<p>There is no wrong triple.</p>");
}

BOOST_AUTO_TEST_CASE(all_text_is_escaped_and_nothing_is_fetched) {
  hmt::corpus data{.path = "<p>.jsonl", .format = "jsonl", .sentences = {}, .skipped = 0, .typed = true};
  data.sentences.push_back({{"<s>", "&"}, {{{0, 1}, "<t>"}, {{1, 2}, "<t>"}}, {{{0, 1}, "<r>\"'", {1, 2}}}, 1});
  std::vector<hmt::extraction> const predicted{{{}, {{{0, 1}, "<u>", 1}}, {{{0, 1}, "<q>", {1, 2}, 1}}}};
  std::vector<std::string> const known{"<q>"};
  auto const text = hmt::evaluation_page(data, predicted, hmt::evaluate(data, predicted, known), {.model = "<m>.st"});
  for (auto const* const part : {"<p>.jsonl", "<s>", "<t>", "<u>", "<r>", "<q>", "<m>"}) lacks(text, part);
  for (auto const* const part :
       {"&lt;p&gt;.jsonl:1", ">&lt;s&gt;</span>", "<small>&lt;t&gt;</small>", "data-relation=\"&lt;r&gt;&quot;&#39;\"",
        "title=\"&lt;r&gt;&quot;&#39;\"", "row\">&lt;q&gt;<", "<b>&lt;m&gt;.st</b>",
        "1 gold triple of relations unknown to the model: &lt;r&gt;"})
    holds(text, part);
  BOOST_TEST(times(text, "http://") == times(text, "http://www.w3.org/2000/svg"));  // a name, nothing to be fetched
  lacks(text, "https://");
  lacks(text, "src=");
}

BOOST_AUTO_TEST_CASE(entities_within_entities_are_marked_once) {
  hmt::corpus data;
  data.sentences.push_back({{"a", "b", "c"}, {{{1, 2}, "IN"}, {{0, 3}, "OUT"}}, {{{0, 3}, "r", {1, 2}}}, 1});
  auto const text = page(data, std::vector<hmt::extraction>(1));
  BOOST_TEST(times(text, "<mark") == 1U);
  BOOST_TEST(times(text, "</mark") == 1U);
  holds(text, "<span id=\"g1w2\">c</span><small>OUT</small></mark>");
}

BOOST_AUTO_TEST_SUITE_END()
