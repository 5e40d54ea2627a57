// SPDX-License-Identifier: MIT
#include "hmt/corpus/lint.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(corpus_lint)

namespace {

std::vector<std::string> words_of(std::size_t count, std::string const& word) {
  return std::vector<std::string>(count, word);
}

/// `line: kind: text` of all.
std::vector<std::string> listed(hmt::corpus const& data, hmt::corpus const* other = nullptr) {
  std::vector<std::string> lines;
  for (auto const& one : hmt::lint(data, other))
    lines.push_back(std::to_string(one.line) + ": " + std::string(one.kind) + ": " + one.text);
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_sound_corpus_has_none) {
  hmt::corpus data{"a.jsonl", "jsonl", {}, 0, true};
  for (std::size_t line = 1; line <= 3; ++line)
    data.sentences.push_back(
        {{"Ana", "saw", std::string(line, 'x')}, {{{0, 1}, "PER"}, {{2, 3}, "LOC"}}, {{{0, 1}, "saw", {2, 3}}}, line});
  BOOST_TEST(listed(data).empty());
  BOOST_TEST(listed({}).empty());
}

BOOST_AUTO_TEST_CASE(each_kind_is_found_where_it_is) {
  hmt::corpus const data{"a.jsonl",
                         "jsonl",
                         {{{"New", "York", "City", "--"}, {{{0, 2}, "A"}, {{1, 3}, "B"}, {{3, 4}, "C"}}, {}, 1},
                          {{"New", "York", "City"}, {{{0, 3}, "A"}}, {{{0, 3}, "in", {1, 2}}}, 4},
                          {{"New", "York", "City"}, {}, {{{0, 3}, "in", {1, 2}}}, 5},
                          {{"New", "York", "City"}, {{{0, 3}, "A"}}, {{{0, 3}, "in", {1, 2}}}, 6},
                          {words_of(151, "long"), {}, {{{0, 1}, "of", {2, 3}}}, 7},
                          {words_of(150, "short"), {}, {}, 8},
                          {{"\xC3\x81"}, {{{0, 1}, "A"}}, {}, 9}},
                         0,
                         true};
  hmt::corpus const other{"b.jsonl", "jsonl", {{words_of(150, "short"), {}, {}, 3}}, 0, true};
  auto const expected = std::vector<std::string>{
      "1: nested-entities: the entities 'New York' and 'York City' share words, a tag can name one of them",
      "1: no-letters: the entity '--'",
      "4: arguments-overlap: in relates 'New York City' to 'York', which share words",
      "4: argument-is-no-entity: 'York' of in is none of the sentence's entities",
      "5: repeated: the words of line 4, with another annotation",
      "5: arguments-overlap: in relates 'New York City' to 'York', which share words",
      "6: repeated: the words of line 4, with the same annotation",
      "6: arguments-overlap: in relates 'New York City' to 'York', which share words",
      "6: argument-is-no-entity: 'York' of in is none of the sentence's entities",
      "7: many-words: 151 words in one sentence",
      "7: rare-relation: of has 1 triple",
      "8: in-other: the words of b.jsonl:3"};
  BOOST_TEST(listed(data, &other) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
