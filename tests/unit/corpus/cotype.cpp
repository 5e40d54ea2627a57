// SPDX-License-Identifier: MIT
#include "hmt/corpus/cotype.hpp"

#include "corpus_fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(corpus_cotype, corpus_fixture)

using namespace hmt;

BOOST_AUTO_TEST_CASE(places_mentions_and_arguments_at_their_first_run_of_words) {
  auto const read = read_one(
      R"({"sentText": "\"Ana Ruiz of Oslo left Oslo .\"\r\n", "relationMentions": [)"
      R"({"em1Text": "Ana Ruiz", "em2Text": "Oslo", "label": "from"}, {"em1Text": "Oslo", "em2Text": "Ruiz", "label": "None"}],)"
      R"("entityMentions": [{"start": 0, "label": "PERSON", "text": "Ana Ruiz"}, {"start": 1, "label": "LOCATION", "text": "Oslo"},)"
      R"({"start": 2, "label": "PERSON", "text": "Oslo"}]})",
      "cotype");
  BOOST_TEST(text_of(read, {0, read.words.size()}) == "Ana Ruiz of Oslo left Oslo .");
  check_equal(read.entities, {{{0, 2}, "PERSON"}, {{3, 4}, "LOCATION"}});
  check_equal(read.triples, {{{0, 2}, "from", {3, 4}}});
}

BOOST_AUTO_TEST_CASE(says_that_its_entities_are_typed) {
  BOOST_TEST(
      read(R"({"sentText": "a", "relationMentions": [], "entityMentions": [{"label": "X", "text": "a"}]})").typed);
}

BOOST_AUTO_TEST_CASE(adds_an_argument_that_is_no_mention_untyped) {
  auto const read = read_one(
      R"({"sentText": "a b", "relationMentions": [{"em1Text": "a", "em2Text": "b", "label": "r"}], "entityMentions": []})",
      "cotype");
  check_equal(read.entities, {{{0, 1}, ""}, {{1, 2}, ""}});
}

BOOST_AUTO_TEST_CASE(finds_a_name_whose_marks_the_text_lacks) {
  auto const read = read_one(
      R"({"sentText": "Ana left Malaga", "relationMentions": [{"em1Text": "Ana", "em2Text": "M\u00e1laga", "label": "r"}],)"
      R"("entityMentions": []})",
      "cotype");
  check_equal(read.triples, {{{0, 1}, "r", {2, 3}}});
}

BOOST_AUTO_TEST_CASE(leaves_out_a_mention_that_is_part_of_a_word) {
  auto const read = read_one(
      R"({"sentText": "In Conn. today", "relationMentions": [], "entityMentions": [{"label": "LOCATION", "text": "Conn"}]})",
      "cotype");
  BOOST_TEST(read.entities.empty());
}

BOOST_AUTO_TEST_CASE(rejects_an_argument_that_is_no_run_of_words) {
  rejects(
      R"({"sentText": "In Conn. today", "relationMentions": [{"em1Text": "In", "em2Text": "Conn", "label": "r"}], "entityMentions": []})",
      "corpus-argument", ":1: expected 'relationMentions[0].em2Text' to be a run of words of the text",
      "found 'Conn', which is none");
}

BOOST_AUTO_TEST_CASE(rejects_missing_keys) {
  rejects(R"({"sentText": "a", "relationMentions": []})", "corpus-record", "expected the key 'entityMentions'");
  rejects(R"({"sentText": "a", "entityMentions": []})", "corpus-record", "expected the key 'relationMentions'");
  rejects(R"({"sentText": "a", "relationMentions": [], "entityMentions": [{"text": "a"}]})", "corpus-record",
          "expected the key 'label' in 'entityMentions[0]', found only 'text'");
  rejects(R"({"sentText": "a", "relationMentions": [{"em1Text": "a", "label": "r"}], "entityMentions": []})",
          "corpus-record", "expected the key 'em2Text' in 'relationMentions[0]', found only 'em1Text', 'label'");
}

BOOST_AUTO_TEST_SUITE_END()
