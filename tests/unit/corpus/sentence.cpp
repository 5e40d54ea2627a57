// SPDX-License-Identifier: MIT
// Spans of words.
#include "hmt/corpus/sentence.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(corpus_sentence)

BOOST_AUTO_TEST_CASE(spans_overlap_if_they_share_a_word) {
  hmt::word_span const words{2, 4};
  for (auto const other :
       {hmt::word_span{3, 5}, hmt::word_span{0, 3}, hmt::word_span{2, 4}, hmt::word_span{3, 4}, hmt::word_span{0, 9}}) {
    BOOST_TEST(hmt::overlap(words, other));
    BOOST_TEST(hmt::overlap(other, words));
  }
  for (auto const other : {hmt::word_span{0, 2}, hmt::word_span{4, 6}}) {
    BOOST_TEST(!hmt::overlap(words, other));
    BOOST_TEST(!hmt::overlap(other, words));
  }
}

BOOST_AUTO_TEST_SUITE_END()
