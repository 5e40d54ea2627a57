// SPDX-License-Identifier: MIT
#include "hmt/corpus/spert.hpp"

#include "corpus_fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(corpus_spert, corpus_fixture)

using namespace hmt;

BOOST_AUTO_TEST_CASE(reads_tokens_entities_and_relations_between_their_numbers) {
  auto const read = read_one(
      R"([{"tokens": ["In", "Oslo", "Ana", "Ruiz", "sang"], "entities": [{"type": "Peop", "start": 2, "end": 4},)"
      R"({"type": "Loc", "start": 1, "end": 2}], "relations": [{"type": "Live_In", "head": 0, "tail": 1}], "orig_id": 9}])",
      "spert");
  check_equal(read.entities, {{{1, 2}, "Loc"}, {{2, 4}, "Peop"}});
  check_equal(read.triples, {{{2, 4}, "Live_In", {1, 2}}});
}

BOOST_AUTO_TEST_CASE(rejects_the_number_of_no_entity) {
  rejects(
      R"([{"tokens": ["a"], "entities": [{"type": "X", "start": 0, "end": 1}], "relations": [{"type": "r", "head": 0, "tail": 1}]}])",
      "corpus-entity-number",
      ":1: expected 'relations[0].tail' to be the number, from 0, of one of the 1 entities, found 1");
}

BOOST_AUTO_TEST_CASE(rejects_spans_that_are_none) {
  auto const with_span = [](std::string const& begin, std::string const& end) {
    return R"([{"tokens": ["a", "b"], "entities": [{"type": "X", "start": )" + begin + R"(, "end": )" + end +
           R"(}], "relations": []}])";
  };
  rejects(with_span("1", "3"), "corpus-span",
          "expected the entity to be a span of one or more of the 2 words, found [1, 3)");
  rejects(with_span("1", "1"), "corpus-span", "found [1, 1)");
  rejects(with_span("2", "1"), "corpus-span", "found [2, 1)");
  rejects(with_span("-1", "1"), "corpus-record", "expected 'entities[0].start' to be a whole number from 0, found -1");
  rejects(with_span("0", "1.0"), "corpus-record", "expected 'entities[0].end' to be a whole number from 0, found 1.0");
}

BOOST_AUTO_TEST_CASE(rejects_two_types_of_one_span) {
  rejects(
      R"([{"tokens": ["Oslo"], "entities": [{"type": "Loc", "start": 0, "end": 1}, {"type": "Org", "start": 0, "end": 1}], "relations": []}])",
      "corpus-entity-type", "expected one type for the entity 'Oslo', found 'Loc' and 'Org'");
}

BOOST_AUTO_TEST_CASE(rejects_missing_keys) {
  rejects(R"([{"tokens": ["a"], "relations": []}])", "corpus-record", "expected the key 'entities'");
  rejects(R"([{"tokens": ["a"], "entities": []}])", "corpus-record", "expected the key 'relations'");
  rejects(R"([{"tokens": ["a", 2], "entities": [], "relations": []}])", "corpus-record",
          "expected 'tokens[1]' to be a string, found 2");
}

BOOST_AUTO_TEST_SUITE_END()
