// SPDX-License-Identifier: MIT
// The selection of sentences with wrong triples.
#include "hmt/evaluate/error_examples.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "unit/evaluate/small_corpus.hpp"

BOOST_AUTO_TEST_SUITE(evaluate_error_examples)

namespace {

using numbers = std::vector<std::size_t>;

/// Sentences of four words with a gold triple; in the first `boundaries` its head is found too short, in the rest only
/// its arguments are found.
std::vector<hmt::examples_of_cause> chosen(std::size_t sentences, std::size_t boundaries, std::size_t most) {
  hmt::corpus data;
  std::vector<hmt::extraction> predicted;
  for (std::size_t number = 0; number < sentences; ++number) {
    data.sentences.push_back({std::vector<std::string>(4, "w"), {}, {{{0, 2}, "r", {3, 4}}}, number + 1});
    hmt::extraction found;
    found.entities = {{{0, 2}, "", 1}, {{3, 4}, "", 1}};
    if (number < boundaries) found.triples = {{{0, 1}, "r", {3, 4}, 1}};
    predicted.push_back(found);
  }
  return hmt::choose_examples(data, predicted, most);
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_cause_has_its_sentences) {
  auto const groups = hmt::choose_examples(hmt_test::small_corpus(), hmt_test::small_predictions(), 100);
  BOOST_TEST_REQUIRE(groups.size() == hmt::all_error_causes.size());
  for (auto const& group : groups) BOOST_TEST(group.all == group.numbers.size());
  auto const of = [&](hmt::error_cause cause) { return groups[static_cast<std::size_t>(cause)].numbers; };
  BOOST_TEST(of(hmt::error_cause::missing_entity) == numbers{3}, boost::test_tools::per_element());
  BOOST_TEST(of(hmt::error_cause::boundary) == numbers{1}, boost::test_tools::per_element());  // once, for two triples
  BOOST_TEST(of(hmt::error_cause::wrong_relation) == numbers{2}, boost::test_tools::per_element());
  BOOST_TEST(of(hmt::error_cause::other) == numbers{1}, boost::test_tools::per_element());  // again: another cause
  BOOST_TEST(of(hmt::error_cause::wrong_pair).empty());
}

BOOST_AUTO_TEST_CASE(causes_share_evenly_and_sentences_are_spread) {
  auto const groups = chosen(10, 2, 6);
  auto const& boundary = groups[static_cast<std::size_t>(hmt::error_cause::boundary)];
  auto const& other = groups[static_cast<std::size_t>(hmt::error_cause::other)];
  BOOST_TEST(boundary.all == 2U);
  BOOST_TEST(boundary.numbers == (numbers{0, 1}), boost::test_tools::per_element());
  BOOST_TEST(other.all == 8U);
  BOOST_TEST(other.numbers == (numbers{2, 4, 6, 8}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(none_may_be_asked_for) {
  for (auto const& group : chosen(3, 1, 0)) BOOST_TEST(group.numbers.empty());
}

BOOST_AUTO_TEST_CASE(what_one_does_not_want_goes_to_the_others) {
  BOOST_TEST(hmt::detail::divided(10, numbers{1, 0, 20, 3}) == (numbers{1, 0, 6, 3}), boost::test_tools::per_element());
  BOOST_TEST(hmt::detail::divided(9, numbers{1, 2}) == (numbers{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
