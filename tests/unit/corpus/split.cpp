// SPDX-License-Identifier: MIT
#include "hmt/corpus/split.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(corpus_split)

namespace {

std::vector<hmt::sentence> sentences(std::size_t count, std::size_t distinct) {
  std::vector<hmt::sentence> all;
  for (std::size_t line = 1; line <= count; ++line)
    all.push_back({{"w" + std::to_string(line % distinct)}, {}, {}, line});
  return all;
}

std::vector<std::size_t> lines_of(std::vector<hmt::sentence> const& part) {
  std::vector<std::size_t> lines;
  for (auto const& one : part) lines.push_back(one.line);
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_CASE(parts_have_their_shares_in_order_and_hold_everything_once) {
  auto const all = sentences(100, 100);
  std::array const shares{0.7, 0.2, 0.1};
  auto const parts = hmt::split(all, shares, 1);
  std::set<std::size_t> seen;
  for (std::size_t k = 0; k < 3; ++k) {
    auto const lines = lines_of(parts[k]);
    BOOST_TEST(lines.size() == static_cast<std::size_t>(shares[k] * 100 + 0.5));
    BOOST_TEST(std::is_sorted(lines.begin(), lines.end()));
    seen.insert(lines.begin(), lines.end());
  }
  BOOST_TEST(seen.size() == 100U);
  BOOST_TEST(lines_of(hmt::split(all, shares, 1)[1]) == lines_of(parts[1]), boost::test_tools::per_element());
  BOOST_TEST((lines_of(hmt::split(all, shares, 2)[1]) != lines_of(parts[1])));
}

BOOST_AUTO_TEST_CASE(sentences_of_the_same_words_stay_together) {
  auto const parts = hmt::split(sentences(60, 12), std::array{0.5, 0.5}, 3);
  std::set<std::string> first, second;
  for (auto const& one : parts[0]) first.insert(one.words[0]);
  for (auto const& one : parts[1]) second.insert(one.words[0]);
  BOOST_TEST(first.size() + second.size() == 12U);
  BOOST_TEST(parts[0].size() == 30U);
}

BOOST_AUTO_TEST_CASE(few_sentences_and_wrong_shares) {
  BOOST_TEST(hmt::split({}, std::array{1.0}, 1).front().empty());
  BOOST_TEST(hmt::split(sentences(1, 1), std::array{0.1, 0.9}, 1)[0].size() +
                 hmt::split(sentences(1, 1), std::array{0.1, 0.9}, 1)[1].size() ==
             1U);
  using hmt::testing::says;
  for (std::vector<double> const& bad : {std::vector<double>{}, {0.5, 0.4}, {1.5, -0.5}, {std::nan("")}})
    BOOST_CHECK_EXCEPTION(static_cast<void>(hmt::split(sentences(3, 3), bad, 1)), hmt::config_error,
                          says<hmt::config_error>("split-shares", {"shares above 0 that add up to 1"}));
}

BOOST_AUTO_TEST_SUITE_END()
