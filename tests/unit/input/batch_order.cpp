// SPDX-License-Identifier: MIT
// Shuffled batches, order by length, and the validation sample.
#include "hmt/input/batch_order.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(input_batch_order)

using numbers = std::vector<hmt::row_index>;

namespace {

/// The batches of an epoch, one after the other.
numbers concatenated(hmt::batch_order const& order) {
  numbers all;
  for (std::size_t b = 0; b < order.size(); ++b) all.insert(all.end(), order[b].begin(), order[b].end());
  return all;
}

numbers epoch(std::size_t sentences, std::uint64_t seed, std::uint32_t number) {
  hmt::batch_order order(sentences, 4, seed);
  order.shuffle(number);
  return concatenated(order);
}

numbers counted(std::size_t count) {
  numbers all(count);
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_sentence_comes_once_an_epoch) {
  for (std::size_t const sentences : {0U, 1U, 4U, 103U}) {
    auto order = epoch(sentences, 1, 3);
    std::sort(order.begin(), order.end());
    BOOST_TEST(order == counted(sentences), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(the_last_batch_holds_what_is_left) {
  hmt::batch_order const order(10, 4, 1);
  BOOST_TEST(order.size() == 3U);
  BOOST_TEST(order[0].size() == 4U);
  BOOST_TEST(order[2].size() == 2U);
  BOOST_TEST(hmt::batch_order(8, 4, 1).size() == 2U);
  BOOST_TEST(hmt::batch_order(3, 100, 1)[0].size() == 3U);
}

BOOST_AUTO_TEST_CASE(keeps_the_given_order_until_shuffled) {
  BOOST_TEST(concatenated(hmt::batch_order(10, 4, 1)) == counted(10), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_epoch_depends_on_seed_and_number_alone) {
  hmt::batch_order order(50, 4, 7);
  order.shuffle(1);
  order.shuffle(2);
  BOOST_TEST(concatenated(order) == epoch(50, 7, 2), boost::test_tools::per_element());
  BOOST_TEST((epoch(50, 7, 1) != epoch(50, 7, 2)));
  BOOST_TEST((epoch(50, 7, 1) != epoch(50, 8, 1)));
}

BOOST_AUTO_TEST_CASE(every_place_is_as_likely_for_every_sentence) {
  constexpr std::size_t sentences = 5;
  constexpr std::size_t epochs = 5000;
  std::vector<std::size_t> seen(sentences * sentences);
  for (std::uint32_t e = 0; e < epochs; ++e) {
    auto const order = epoch(sentences, 11, e);
    for (std::size_t i = 0; i < sentences; ++i) ++seen[order[i] * sentences + i];
  }
  for (std::size_t const count : seen) {  // 1000 expected, standard deviation 28
    BOOST_TEST(count > 850U);
    BOOST_TEST(count < 1150U);
  }
}

BOOST_AUTO_TEST_CASE(refuses_a_batch_size_of_zero) {
  BOOST_CHECK_EXCEPTION(hmt::batch_order(3, 0, 1), hmt::config_error, says("batch-size", "at least 1", "found 0"));
}

BOOST_AUTO_TEST_CASE(orders_by_falling_length_and_keeps_ties_in_place) {
  BOOST_TEST(hmt::by_length(std::vector<std::size_t>{3, 5, 3, 1, 5}) == (numbers{1, 4, 0, 2, 3}),
             boost::test_tools::per_element());
  BOOST_TEST(hmt::by_length({}).empty());
}

BOOST_AUTO_TEST_CASE(sets_aside_a_rounded_share_of_distinct_sentences) {
  BOOST_TEST(hmt::validation_sample(70339, 1).size() == 352U);
  BOOST_TEST(hmt::validation_sample(1000, 1, 0.25).size() == 250U);
  auto const sample = hmt::validation_sample(1000, 1, 0.25);
  BOOST_TEST(std::is_sorted(sample.begin(), sample.end()));
  BOOST_TEST(std::set(sample.begin(), sample.end()).size() == sample.size());
  BOOST_TEST(sample.back() < 1000U);
  BOOST_TEST((sample == hmt::validation_sample(1000, 1, 0.25)));
  BOOST_TEST((sample != hmt::validation_sample(1000, 2, 0.25)));
}

BOOST_AUTO_TEST_CASE(sets_aside_at_least_one_and_not_all) {
  BOOST_TEST(hmt::validation_sample(0, 1).empty());
  BOOST_TEST(hmt::validation_sample(1, 1).empty());
  BOOST_TEST(hmt::validation_sample(2, 1).size() == 1U);
  BOOST_TEST(hmt::validation_sample(2, 1, 0.99).size() == 1U);
}

BOOST_AUTO_TEST_CASE(refuses_a_share_that_is_none) {
  for (double const share : {0.0, 1.0, -0.1, 1.5})
    BOOST_CHECK_EXCEPTION((void)hmt::validation_sample(10, 1, share), hmt::config_error,
                          says("validation-share", "above 0 and below 1", "found " + std::to_string(share)));
}

BOOST_AUTO_TEST_SUITE_END()
