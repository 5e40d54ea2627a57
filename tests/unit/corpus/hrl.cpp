// SPDX-License-Identifier: MIT
#include "hmt/corpus/hrl.hpp"

#include "corpus_fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(corpus_hrl, corpus_fixture)

using namespace hmt;

BOOST_AUTO_TEST_CASE(reads_words_triples_and_entities_of_all_roles) {
  auto const read =
      read_one(R"({"sentext": "Ana Ruiz left Malaga for Oslo .", "relations": [)"
               R"({"rtext": "born in", "em1": "Ana Ruiz", "em2": "Malaga", "tags": [4, 1, 0, 5, 0, 6, 0]},)"
               R"({"rtext": "lives in", "em1": "Ana Ruiz", "em2": "Oslo", "tags": [4, 1, 0, 6, 0, 5, 0]}]})",
               "hrl");
  BOOST_TEST(text_of(read, {0, 7}) == "Ana Ruiz left Malaga for Oslo .");
  check_equal(read.entities, {{{0, 2}, ""}, {{3, 4}, ""}, {{5, 6}, ""}});
  check_equal(read.triples, {{{0, 2}, "born in", {3, 4}}, {{0, 2}, "lives in", {5, 6}}});
}

BOOST_AUTO_TEST_CASE(reads_spans_that_touch_each_other) {
  auto const read = read_one(
      R"({"sentext": "a b c d", "relations": [{"rtext": "r", "em1": "a b", "em2": "c", "tags": [4, 1, 5, 6]}]})",
      "hrl");
  check_equal(read.entities, {{{0, 2}, ""}, {{2, 3}, ""}, {{3, 4}, ""}});
}

BOOST_AUTO_TEST_CASE(keeps_overlapping_spans_of_different_relations) {
  auto const read = read_one(R"({"sentext": "North Bay in Ohio", "relations": [)"
                             R"({"rtext": "r", "em1": "Ohio", "em2": "North Bay", "tags": [5, 2, 0, 4]},)"
                             R"({"rtext": "r", "em1": "Ohio", "em2": "Bay", "tags": [0, 5, 0, 4]}]})",
                             "hrl");
  check_equal(read.entities, {{{0, 2}, ""}, {{1, 2}, ""}, {{3, 4}, ""}});
}

BOOST_AUTO_TEST_CASE(takes_a_pair_of_quotes_off_the_whole_sentence) {
  auto const quoted = read_one("{\"sentext\": \"\\\"Ana sings .\\\"\\r\\n\", \"relations\": []}", "hrl");
  BOOST_TEST(text_of(quoted, {0, quoted.words.size()}) == "Ana sings .");
  auto const inside = read_one(R"({"sentext": "\"Yes\" , said Ana", "relations": []})", "hrl");
  BOOST_TEST(inside.words.front() == "\"Yes\"");
}

BOOST_AUTO_TEST_CASE(lets_the_argument_decide_between_several_begins) {
  auto const read = read_one(
      R"({"sentext": "Ana met Bea in Rome", "relations": [{"rtext": "r", "em1": "Bea", "em2": "Rome", "tags": [4, 0, 4, 0, 5]}]})",
      "hrl");
  check_equal(read.triples, {{{2, 3}, "r", {4, 5}}});
  check_equal(read.entities, {{{0, 1}, ""}, {{2, 3}, ""}, {{4, 5}, ""}});
}

BOOST_AUTO_TEST_CASE(merges_a_triple_that_stands_twice) {
  auto const read =
      read_one(R"({"sentext": "a b", "relations": [{"rtext": "r", "em1": "a", "em2": "b", "tags": [4, 5]},)"
               R"({"rtext": "r", "em1": "a", "em2": "b", "tags": [4, 5]}]})",
               "hrl");
  BOOST_TEST(read.triples.size() == 1U);
}

BOOST_AUTO_TEST_CASE(rejects_tags_that_make_no_sense) {
  auto const with_tags = [](std::string const& tags) {
    return R"({"sentext": "Ana met Bea in Rome", "relations": [{"rtext": "r", "em1": "Ana", "em2": "Rome", "tags": )" +
           tags + "}]}";
  };
  rejects(with_tags("[4, 0, 0, 5]"), "corpus-tags", ":1: expected one number for each of the 5 words",
          "'relations[0].tags', found 4 numbers; correct the record");
  rejects(with_tags("[4, 0, 7, 0, 5]"), "corpus-tags",
          "a number from 0 to 6 at word 2 of 'relations[0].tags', found 7");
  rejects(with_tags("[4, 0, -1, 0, 5]"), "corpus-tags", "found -1");
  rejects(with_tags("[4, 0, \"0\", 0, 5]"), "corpus-tags", "found \"0\"");
  rejects(with_tags("7"), "corpus-record", "expected 'relations[0].tags' to be an array of numbers, found 7");
  rejects(with_tags("[4, 0, 1, 0, 5]"), "corpus-tags", "begun by 4, at word 2 of 'relations[0].tags', found 1");
  rejects(with_tags("[4, 2, 0, 0, 5]"), "corpus-tags", "begun by 5, at word 1 of 'relations[0].tags', found 2");
  rejects(with_tags("[3, 0, 0, 0, 5]"), "corpus-tags", "begun by 6, at word 0 of 'relations[0].tags', found 3");
  rejects(with_tags("[0, 0, 0, 0, 5]"), "corpus-tags", "expected one begin (4) of the head", "found none");
  rejects(with_tags("[4, 0, 0, 0, 0]"), "corpus-tags", "expected one begin (5) of the tail", "found none");
  rejects(with_tags("[0, 4, 4, 0, 5]"), "corpus-tags", "one begin (4) of the head", "found 2, 0 of them 'Ana'");
  rejects(R"({"sentext": "a a b", "relations": [{"rtext": "r", "em1": "a", "em2": "b", "tags": [4, 4, 5]}]})",
          "corpus-tags", "found 2, 2 of them 'a'");
}

BOOST_AUTO_TEST_CASE(rejects_an_argument_that_differs_from_its_tags) {
  rejects(R"({"sentext": "Ana met Bea", "relations": [{"rtext": "r", "em1": "Eva", "em2": "Bea", "tags": [4, 0, 5]}]})",
          "corpus-argument", "expected 'relations[0].em1' to be the words of the head in 'relations[0].tags', 'Ana'",
          "found 'Eva'");
}

BOOST_AUTO_TEST_CASE(rejects_a_relation_that_lacks_a_part) {
  for (std::string const missing : {"rtext", "em1", "em2", "tags"}) {
    nlohmann::json relation{{"rtext", "r"}, {"em1", "a"}, {"em2", "b"}, {"tags", {4, 5}}};
    relation.erase(missing);
    rejects(nlohmann::json{{"sentext", "a b"}, {"relations", {relation}}}.dump(), "corpus-record",
            "expected the key '" + missing + "' in 'relations[0]', found only '");
  }
  rejects(R"({"sentext": "a b"})", "corpus-record", "expected the key 'relations' in the record, found only 'sentext'");
  rejects(R"({"sentext": 5, "relations": []})", "corpus-record", "expected 'sentext' to be a string, found 5");
  rejects(R"({"sentext": "a b", "relations": {}})", "corpus-record", "expected 'relations' to be an array, found {}");
  rejects(R"({"sentext": "a b", "relations": [3]})", "corpus-record",
          "expected 'relations[0]' to be a JSON object, found 3");
  rejects(R"({"sentext": "a b", "relations": [{"rtext": "", "em1": "a", "em2": "b", "tags": [4, 5]}]})",
          "corpus-record", "expected a name of the relation, found an empty one");
}

BOOST_AUTO_TEST_SUITE_END()
