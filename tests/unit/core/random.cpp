// SPDX-License-Identifier: MIT
#include "hmt/core/random.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_random)

using words = std::array<std::uint32_t, 4>;

// The vectors are those of Random123's `kat_vectors`; their counters and keys are written as seed, purpose, site and
// step.

BOOST_AUTO_TEST_CASE(draws_the_known_answer_for_counter_and_key_zero) {
  hmt::random_stream const stream{.purpose = hmt::random_purpose::initial_weights};
  BOOST_TEST((stream(0, 0) == words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
}

BOOST_AUTO_TEST_CASE(draws_the_known_answer_for_counter_and_key_of_ones) {
  hmt::random_stream const stream{.seed = 0xffffffffffffffff,
                                  .purpose = static_cast<hmt::random_purpose>(0xffff),
                                  .site = 0xffff,
                                  .step = 0xffffffff};
  BOOST_TEST((stream(0xffffffff, 0xffffffff) == words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

BOOST_AUTO_TEST_CASE(draws_the_known_answer_for_the_digits_of_pi) {
  hmt::random_stream const stream{.seed = 0x299f31d0a4093822,
                                  .purpose = static_cast<hmt::random_purpose>(0x1319),
                                  .site = 0x8a2e,
                                  .step = 0x03707344};
  BOOST_TEST((stream(0x85a308d3, 0x243f6a88) == words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

BOOST_AUTO_TEST_CASE(streams_differ_by_each_of_their_parts) {
  using hmt::random_purpose;
  using hmt::random_stream;
  std::vector<words> const drawn{
      random_stream{}(0, 0),          random_stream{.seed = 1}(0, 0),
      random_stream{}(1, 0),          random_stream{.purpose = random_purpose::shuffle}(0, 0),
      random_stream{}(0, 1),          random_stream{.site = 1}(0, 0),
      random_stream{.step = 1}(0, 0), random_stream{.seed = std::uint64_t{1} << 32U}(0, 0)};
  for (std::size_t a = 0; a < drawn.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) BOOST_TEST((drawn[a] != drawn[b]));
}

BOOST_AUTO_TEST_CASE(an_engine_walks_through_the_words_of_row_zero) {
  hmt::random_stream const stream{.seed = 9};
  hmt::random_engine engine(stream);
  for (std::uint32_t block = 0; block < 3; ++block)
    for (auto const word : stream(0, block)) BOOST_TEST(engine() == word);
}

BOOST_AUTO_TEST_CASE(uniform_numbers_fill_the_unit_interval_evenly) {
  hmt::random_engine engine({.seed = 4});
  constexpr int count = 40000;
  double sum = 0;
  double squares = 0;
  for (int k = 0; k < count; ++k) {
    auto const x = engine.uniform();
    BOOST_REQUIRE((x >= 0 && x < 1));
    sum += x;
    squares += x * x;
  }
  // Five standard errors: those of the mean are sqrt(1 / 12 / count), of the mean square sqrt(4 / 45 / count).
  BOOST_TEST(std::abs(sum / count - 1.0 / 2) < 5 * std::sqrt(1.0 / 12 / count));
  BOOST_TEST(std::abs(squares / count - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / count));
}

BOOST_AUTO_TEST_CASE(bounded_numbers_reach_every_value_below_the_bound) {
  hmt::random_engine engine({.seed = 5});
  std::array<int, 7> found{};
  for (int k = 0; k < 7000; ++k) ++found.at(engine.below(found.size()));
  // 1000 expected each, with a standard deviation of 29.
  for (auto const count : found) BOOST_TEST(std::abs(count - 1000) < 150);
}

BOOST_AUTO_TEST_CASE(shuffling_permutes_and_repeats_with_the_seed) {
  auto const shuffled = [](std::uint64_t seed) {
    std::vector<int> items(50);
    std::iota(items.begin(), items.end(), 0);
    hmt::random_engine engine({.seed = seed, .purpose = hmt::random_purpose::shuffle});
    hmt::shuffle(std::span(items), engine);
    return items;
  };
  auto const once = shuffled(1);
  BOOST_TEST((once == shuffled(1)));
  BOOST_TEST((once != shuffled(2)));
  auto sorted = once;
  std::ranges::sort(sorted);
  for (int k = 0; k < 50; ++k) BOOST_TEST(sorted[static_cast<std::size_t>(k)] == k);
}

BOOST_AUTO_TEST_SUITE_END()
