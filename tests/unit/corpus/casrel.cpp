// SPDX-License-Identifier: MIT
#include "hmt/corpus/casrel.hpp"

#include "corpus_fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(corpus_casrel, corpus_fixture)

using namespace hmt;

BOOST_AUTO_TEST_CASE(places_heads_and_tails_at_their_first_run_of_words) {
  auto const read =
      read_one(R"([{"text": "Oslo is in Norway , Oslo", "triple_list": [["Oslo", "country", "Norway"]]}])", "casrel");
  check_equal(read.triples, {{{0, 1}, "country", {3, 4}}});
  check_equal(read.entities, {{{0, 1}, ""}, {{3, 4}, ""}});
}

BOOST_AUTO_TEST_CASE(says_that_its_entities_are_not_typed) {
  BOOST_TEST(!read(R"([{"text": "a b", "triple_list": [["a", "r", "b"]]}])").typed);
}

BOOST_AUTO_TEST_CASE(knows_the_line_of_each_record_of_a_pretty_printed_array) {
  auto const corpus = read(
      "[\r\n  {\r\n    \"text\": \"a ] , { b \\\" c\",\r\n    \"triple_list\": []\r\n  },\r\n\r\n  {\"text\": \"d\", "
      "\"triple_list\": []}\r\n]\r\n");
  BOOST_TEST_REQUIRE(corpus.sentences.size() == 2U);
  BOOST_TEST(corpus.sentences[0].line == 2U);
  BOOST_TEST(corpus.sentences[0].words.size() == 7U);
  BOOST_TEST(corpus.sentences[1].line == 7U);
}

BOOST_AUTO_TEST_CASE(rejects_a_head_or_tail_that_is_no_run_of_words) {
  rejects("[\n{\"text\": \"a b\", \"triple_list\": [[\"a\", \"r\", \"c\"]]}]", "corpus-argument",
          ":2: expected 'triple_list[0][2]' to be a run of words of the text, found 'c', which is none");
  rejects(R"([{"text": "a b", "triple_list": [["", "r", "b"]]}])", "corpus-argument", "'triple_list[0][0]'",
          "found ''");
}

BOOST_AUTO_TEST_CASE(rejects_a_triple_of_other_than_three_strings) {
  rejects(R"([{"text": "a b", "triple_list": [["a", "r"]]}])", "corpus-record",
          "expected 'triple_list[0]' to be an array of head, relation and tail, found [\"a\",\"r\"]");
  rejects(R"([{"text": "a b", "triple_list": [["a", 1, "b"]]}])", "corpus-record",
          "expected 'triple_list[0][1]' to be a string, found 1");
  rejects(R"([{"triple_list": []}])", "corpus-record",
          "expected the key 'text' in the record, found only 'triple_list'");
}

BOOST_AUTO_TEST_SUITE_END()
