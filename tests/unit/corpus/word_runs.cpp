// SPDX-License-Identifier: MIT
#include "hmt/corpus/word_runs.hpp"

#include "corpus_fixture.hpp"

BOOST_AUTO_TEST_SUITE(corpus_word_runs)

using namespace hmt;

BOOST_AUTO_TEST_CASE(splits_at_ascii_white_space_only) {
  std::vector<std::string> const expected{"a", "b\u00a0c", "d"};
  BOOST_TEST(split_words("  a\tb\u00a0c \r\nd ") == expected, boost::test_tools::per_element());
  BOOST_TEST(split_words(" \n").empty());
}

BOOST_AUTO_TEST_CASE(finds_whole_words_only_and_the_first_run) {
  auto const words = split_words("New York , New Yorkers in New York");
  BOOST_TEST((find_run(words, "New York") == word_span{0, 2}));
  BOOST_TEST((find_run(words, " in  New ") == word_span{5, 7}));
  BOOST_TEST(!find_run(words, "York New"));
  BOOST_TEST(!find_run(words, "York New York New York New York New York"));
  BOOST_TEST(!find_run(words, ""));
}

BOOST_AUTO_TEST_CASE(leaves_marks_out_of_account_only_where_no_run_is_equal) {
  auto const words = split_words("Malaga and M\u00e1laga");
  BOOST_TEST((find_run(words, "M\u00e1laga") == word_span{2, 3}));
  BOOST_TEST((find_run(words, "Mal\u00e1ga") == word_span{0, 1}));
  BOOST_TEST(!find_run(words, "malaga"));
}

BOOST_AUTO_TEST_SUITE_END()
