// SPDX-License-Identifier: MIT
#include "hmt/corpus/jsonl.hpp"

#include <fstream>
#include <sstream>

#include "corpus_fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(corpus_jsonl, corpus_fixture)

using namespace hmt;

BOOST_AUTO_TEST_CASE(reads_words_entities_and_triples) {
  auto const read = read_one(
      R"({"id": 7, "words": ["Ana", "Ruiz", "left", "Oslo"], "entities": [{"begin": 0, "end": 2, "type": "PER"}],)"
      R"("triples": [{"head": [0, 2], "relation": "left", "tail": [3, 4]}]})",
      "jsonl");
  BOOST_TEST(text_of(read, {0, 4}) == "Ana Ruiz left Oslo");
  check_equal(read.entities, {{{0, 2}, "PER"}, {{3, 4}, ""}});
  check_equal(read.triples, {{{0, 2}, "left", {3, 4}}});
}

BOOST_AUTO_TEST_CASE(does_without_entities_and_triples) {
  auto const corpus = read(R"({"words": ["Ana"]})");
  BOOST_TEST(corpus.sentences.front().entities.empty());
  BOOST_TEST(corpus.sentences.front().triples.empty());
  BOOST_TEST(!corpus.typed);
}

BOOST_AUTO_TEST_CASE(prefers_a_type_where_a_span_is_listed_with_and_without) {
  auto const read = read_one(
      R"({"words": ["a"], "entities": [{"begin": 0, "end": 1, "type": "X"}, {"begin": 0, "end": 1}]})", "jsonl");
  check_equal(read.entities, {{{0, 1}, "X"}});
}

BOOST_AUTO_TEST_CASE(reads_back_what_it_writes) {
  std::vector<sentence> const written{{.words = {"M\u00e1laga", "\"quoted\"", "back\\slash"},
                                       .entities = {{{0, 1}, "LOC"}, {{1, 3}, ""}},
                                       .triples = {{{1, 3}, "in / of", {0, 1}}, {{0, 1}, "holds", {1, 3}}}},
                                      {.words = {"."}, .entities = {}, .triples = {}}};
  std::ostringstream out;
  write_jsonl(written, out);
  auto const corpus = read(out.str());
  BOOST_TEST(corpus.format == "jsonl");
  BOOST_TEST_REQUIRE(corpus.sentences.size() == written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    auto const& back = corpus.sentences[i];
    BOOST_TEST(back.words == written[i].words, boost::test_tools::per_element());
    check_equal(back.entities, written[i].entities);
    check_equal(back.triples, written[i].triples);
    BOOST_TEST(back.line == i + 1);
  }
  std::ostringstream again;
  write_jsonl(corpus.sentences, again);
  BOOST_TEST(again.str() == out.str());
}

BOOST_AUTO_TEST_CASE(rejects_what_is_no_span) {
  auto const with_head = [](std::string const& head) {
    return R"({"words": ["a", "b"], "triples": [{"head": )" + head + R"(, "relation": "r", "tail": [1, 2]}]})";
  };
  rejects(with_head("[0]"), "corpus-record", "expected 'triples[0].head' to be an array of begin and end, found [0]");
  rejects(with_head("0"), "corpus-record", "expected 'triples[0].head' to be an array, found 0");
  rejects(with_head("[0, \"1\"]"), "corpus-record", "expected 'triples[0].head[1]' to be a whole number from 0");
  rejects(with_head("[0, 3]"), "corpus-span",
          "expected the head of a triple to be a span of one or more of the 2 words");
  rejects(R"({"words": ["a"], "triples": [{"head": [0, 1], "relation": "r", "tail": [0, 0]}]})", "corpus-span",
          "expected the tail of a triple", "found [0, 0)");
  rejects(R"({"words": ["a"], "entities": [{"begin": 0}]})", "corpus-record",
          "expected the key 'end' in 'entities[0]'");
  rejects(R"({"words": ["a"], "entities": [{"begin": 0, "end": 1, "type": null}]})", "corpus-record",
          "expected 'entities[0].type' to be a string, found null");
}

BOOST_AUTO_TEST_CASE(rejects_sentences_without_words_and_empty_words) {
  rejects(R"({"words": []})", "corpus-words", ":1: expected a sentence of one or more words, found no word");
  rejects(R"({"words": ["a", ""]})", "corpus-words", "found an empty word, number 1");
  rejects(R"({"words": [" "]})", "corpus-words", "found an empty word, number 0");
}

BOOST_AUTO_TEST_CASE(refuses_to_write_what_is_not_utf8) {
  std::vector<sentence> const bad{{.words = {"fine"}, .entities = {}, .triples = {}},
                                  {.words = {"\xff"}, .entities = {}, .triples = {}}};
  std::ostringstream out;
  BOOST_CHECK_EXCEPTION(write_jsonl(bad, out), data_error, says("corpus-utf8", "other bytes in sentence 2"));
}

BOOST_AUTO_TEST_CASE(reports_an_output_that_takes_nothing) {
  std::ofstream out(folder / "no folder/out.jsonl");
  std::vector<sentence> const one{{.words = {"a"}, .entities = {}, .triples = {}}};
  BOOST_CHECK_EXCEPTION(write_jsonl(one, out), data_error, says("corpus-write", "expected to write 1 sentence, found"));
}

BOOST_AUTO_TEST_SUITE_END()
