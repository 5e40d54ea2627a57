// SPDX-License-Identifier: MIT
// Words that are read as unknown.
#include "hmt/input/word_dropout.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

BOOST_AUTO_TEST_SUITE(input_word_dropout)

namespace {

constexpr hmt::random_stream stream{.seed = 5, .purpose = hmt::random_purpose::word_dropout};

/// Two sentences, of 300 and of 200 words from 1 on, each word labelled with its number.
hmt::packed_batch words_and_labels() {
  std::vector<hmt::encoded_sentence> sentences(2);
  for (std::size_t s = 0; s < 2; ++s) {
    for (hmt::index word = 1; word <= 300 - 100 * s; ++word) sentences[s].words.push_back(word);
    sentences[s].labels = {sentences[s].words};
  }
  hmt::packed_batch batch;
  hmt::pack(std::vector<hmt::encoded_sentence const*>{&sentences[0], &sentences[1]}, batch);
  return batch;
}

}  // namespace

BOOST_AUTO_TEST_CASE(words_become_unknown_where_the_stream_says_so) {
  auto const whole = words_and_labels();
  auto batch = whole;
  hmt::drop_words(batch, 0.25, stream);
  BOOST_TEST_REQUIRE(batch.words.size() == 500U);
  for (std::uint32_t row = 0; row < 500; ++row) {
    bool const dropped = stream(row / 4, 0)[row % 4] < 0x40000000U;
    BOOST_TEST(batch.words[row] == (dropped ? hmt::vocabulary::unknown_row : whole.words[row]));
  }
  auto const dropped = std::ranges::count(batch.words, hmt::vocabulary::unknown_row);
  BOOST_TEST(dropped > 90);
  BOOST_TEST(dropped < 160);
}

BOOST_AUTO_TEST_CASE(distinct_words_follow_and_nothing_else_does) {
  auto const whole = words_and_labels();
  auto batch = whole;
  hmt::drop_words(batch, 0.5, stream);
  BOOST_TEST(std::ranges::is_sorted(batch.distinct_words));
  BOOST_TEST((std::ranges::adjacent_find(batch.distinct_words) == batch.distinct_words.end()));
  BOOST_TEST(batch.distinct_words.front() == hmt::vocabulary::unknown_row);
  BOOST_TEST(batch.distinct_words.size() < whole.distinct_words.size());
  for (std::size_t row = 0; row < batch.words.size(); ++row)
    BOOST_TEST(batch.distinct_words[batch.word_slots[row]] == batch.words[row]);
  BOOST_TEST((batch.labels == whole.labels));
  BOOST_TEST((batch.offsets == whole.offsets));
  BOOST_TEST((batch.order == whole.order));
}

BOOST_AUTO_TEST_CASE(a_rate_of_zero_changes_nothing) {
  auto const whole = words_and_labels();
  auto batch = whole;
  hmt::drop_words(batch, 0, stream);
  BOOST_TEST((batch.words == whole.words));
  BOOST_TEST((batch.distinct_words == whole.distinct_words));
}

BOOST_AUTO_TEST_SUITE_END()
