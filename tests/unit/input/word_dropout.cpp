// SPDX-License-Identifier: MIT
// Words that are read as unknown.
#include "hmt/input/word_dropout.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "packed_sentences.hpp"

BOOST_AUTO_TEST_SUITE(input_word_dropout)

namespace {

constexpr hmt::random_stream stream{.seed = 5, .purpose = hmt::random_purpose::word_dropout};

/// Two sentences, of 300 and of 200 words from 1 on.
hmt::packed_words words() {
  std::vector<hmt::testing::two_labels::sentence_type> sentences;
  for (std::size_t const length : {300U, 200U}) {
    std::vector<hmt::row_index> numbers(length);
    std::iota(numbers.begin(), numbers.end(), hmt::row_index{1});
    sentences.push_back(hmt::testing::sentence_of(numbers));
  }
  return hmt::testing::packed(sentences).get<hmt::input::words>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(words_become_unknown_where_the_stream_says_so) {
  auto const whole = words();
  auto batch = whole;
  hmt::drop_words(batch, 0.25, stream);
  BOOST_TEST_REQUIRE(batch.numbers.size() == 500U);
  for (std::uint32_t row = 0; row < 500; ++row) {
    bool const dropped = stream(row / 4, 0)[row % 4] < 0x40000000U;
    BOOST_TEST(batch.numbers[row] == (dropped ? hmt::vocabulary::unknown_row : whole.numbers[row]));
  }
  auto const dropped = std::ranges::count(batch.numbers, hmt::vocabulary::unknown_row);
  BOOST_TEST(dropped > 90);
  BOOST_TEST(dropped < 160);
}

BOOST_AUTO_TEST_CASE(distinct_words_follow) {
  auto const whole = words();
  auto batch = whole;
  hmt::drop_words(batch, 0.5, stream);
  BOOST_TEST(std::ranges::is_sorted(batch.distinct));
  BOOST_TEST((std::ranges::adjacent_find(batch.distinct) == batch.distinct.end()));
  BOOST_TEST(batch.distinct.front() == hmt::vocabulary::unknown_row);
  BOOST_TEST(batch.distinct.size() < whole.distinct.size());
  for (std::size_t row = 0; row < batch.numbers.size(); ++row)
    BOOST_TEST(batch.distinct[batch.slots[row]] == batch.numbers[row]);
}

BOOST_AUTO_TEST_CASE(a_rate_of_zero_changes_nothing) {
  auto const whole = words();
  auto batch = whole;
  hmt::drop_words(batch, 0, stream);
  BOOST_TEST((batch.numbers == whole.numbers));
  BOOST_TEST((batch.distinct == whole.distinct));
}

BOOST_AUTO_TEST_SUITE_END()
