// SPDX-License-Identifier: MIT
// Words to sentences.
#include "hmt/corpus/sentence_splitter.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/random.hpp"

BOOST_AUTO_TEST_SUITE(corpus_sentence_splitter)

namespace {

/// The sentences of a raw text, their words joined by blanks.
std::vector<std::string> sentences_of(std::string_view text) {
  auto const tokens = hmt::tokenize(text);
  std::vector<std::string> sentences;
  for (auto const& words : hmt::split_sentences(tokens)) {
    std::string sentence;
    for (auto i = words.begin; i < words.end; ++i) (sentence += sentence.empty() ? "" : " ") += tokens[i].text;
    sentences.push_back(sentence);
  }
  return sentences;
}

void check(std::string_view text, std::vector<std::string> const& expected) {
  auto const found = sentences_of(text);
  BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_words_are_no_sentences) { check("  ", {}); }

BOOST_AUTO_TEST_CASE(ends_sentences_at_stops_before_a_capital_or_a_digit) {
  check("He left. She stayed! Why? 5 people know... Nobody did",
        {"He left .", "She stayed !", "Why ?", "5 people know ...", "Nobody did"});
  check("He left. she stayed. \u00C9mile too.", {"He left . she stayed .", "\u00C9mile too ."});
  check("Yahoo! said so, and... then it ended.", {"Yahoo ! said so , and ... then it ended ."});
}

BOOST_AUTO_TEST_CASE(abbreviations_end_a_sentence_only_before_an_opening_word) {
  check("She came to the U.S. The firm stayed.", {"She came to the U.S.", "The firm stayed ."});
  check("The U.S. Senate met Acme Corp. Monday.", {"The U.S. Senate met Acme Corp. Monday ."});
  check("He joined Acme Inc. Mr. Hall left.", {"He joined Acme Inc.", "Mr. Hall left ."});
  check("It was 5 p.m. \"He left.\"", {"It was 5 p.m.", "\" He left . \""});
}

BOOST_AUTO_TEST_CASE(titles_and_initials_end_no_sentence) {
  check("Dr. J. K. Hall met Gov. A. Ruiz.", {"Dr. J. K. Hall met Gov. A. Ruiz ."});
  check("It was plan B. The end.", {"It was plan B .", "The end ."});
}

BOOST_AUTO_TEST_CASE(quotes_and_brackets_that_close_stay_with_their_sentence) {
  check("He said \"No.\" Then he left. \"Yes.\" (It rained. It poured.) \u201CGo.\u201D She went.",
        {"He said \" No . \"", "Then he left .", "\" Yes . \"", "( It rained .", "It poured . )", "\u201C Go . \u201D",
         "She went ."});
  check("\" Quoted . \" Next one .", {"\" Quoted . \"", "Next one ."});
  check("\"Why?\" she asked.", {"\" Why ? \" she asked ."});
}

BOOST_AUTO_TEST_CASE(spaced_and_lone_stops_make_no_sentence_of_their_own) {
  check("He . . . left . . . . Then", {"He . . . left . . . .", "Then"});
  check("... . !", {"... . !"});
}

BOOST_AUTO_TEST_CASE(numbers_of_a_list_stay_with_their_item) {
  check("1. The first. 2. The second.", {"1 . The first .", "2 . The second ."});
}

BOOST_AUTO_TEST_CASE(ideographic_stops_end_sentences) {
  check("\u4ED6\u6765\u4E86\u3002\u6211\u8D70\u4E86\u3002",
        {"\u4ED6 \u6765 \u4E86 \u3002", "\u6211 \u8D70 \u4E86 \u3002"});
}

BOOST_AUTO_TEST_CASE(a_sentence_of_ten_thousand_words_stays_one) {
  std::string text;
  for (int i = 0; i < 10000; ++i) text += "word ";
  auto const sentences = hmt::split_sentences(hmt::tokenize(text));
  BOOST_TEST_REQUIRE(sentences.size() == 1U);
  BOOST_TEST((sentences[0] == hmt::word_span{0, 10000}));
}

BOOST_AUTO_TEST_CASE(random_text_is_covered_without_gap_or_empty_sentence) {
  constexpr std::u32string_view letters = U"    ...!?\"'()`a1BThe\u2026\u3002\u201D\u2019,\u00E9\U0001F600";
  hmt::random_engine engine{{.seed = 5}};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto left = engine.below(60); left > 0; --left)
      hmt::append_code_point(text, letters[engine.below(letters.size())]);
    auto const tokens = hmt::tokenize(text);
    std::size_t covered = 0;
    for (auto const& words : hmt::split_sentences(tokens)) {
      BOOST_REQUIRE_EQUAL(words.begin, covered);
      BOOST_REQUIRE_GT(words.end, words.begin);
      covered = words.end;
    }
    BOOST_REQUIRE_EQUAL(covered, tokens.size());
  }
}

BOOST_AUTO_TEST_SUITE_END()
