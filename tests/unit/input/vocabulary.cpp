// SPDX-License-Identifier: MIT
// The words of a vocabulary, their order, and look-up.
#include "hmt/input/vocabulary.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(input_vocabulary)

using hmt::vocabulary;

namespace {

using texts = std::vector<std::string>;

std::vector<hmt::sentence> sentences(std::vector<texts> const& words) {
  std::vector<hmt::sentence> made;
  for (auto const& each : words) made.push_back({.words = each, .entities = {}, .triples = {}});
  return made;
}

std::vector<hmt::sentence> const training =
    sentences({{"The", "river", "Ébro", "meets", "the", "sea"}, {"the", "éBRO", "sea", "Malaga"}, {"<UNK>", "<unk>"}});

hmt::word_vectors vectors_of(texts const& words) {
  hmt::word_vectors vectors{.words = words, .values = std::vector<float>(words.size()), .dimension = 1, .numbers = {}};
  for (hmt::row_index i = 0; i < words.size(); ++i) vectors.numbers[words[i]] = i;
  return vectors;
}

}  // namespace

BOOST_AUTO_TEST_CASE(orders_words_by_falling_frequency_then_bytes) {
  texts const expected{"<unk>", "the", "sea", "ébro"};
  BOOST_TEST(vocabulary::build(training).words() == expected, boost::test_tools::per_element());
  auto reversed = training;
  std::reverse(reversed.begin(), reversed.end());
  BOOST_TEST(vocabulary::build(reversed).words() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keeps_rare_words_that_have_a_vector) {
  auto const vectors = vectors_of({"malaga", "the", "desert"});
  texts const expected{"<unk>", "the", "sea", "ébro", "malaga"};
  BOOST_TEST(vocabulary::build(training, &vectors).words() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(takes_in_unseen_words_with_a_vector_on_demand) {
  auto const vectors = vectors_of({"malaga", "desert", "<unk>"});
  texts const expected{"<unk>", "malaga", "desert"};
  auto const words = vocabulary::build(training, &vectors, {.minimum_count = 4, .unseen_with_vector = true}).words();
  BOOST_TEST(words == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keeps_every_word_at_a_minimum_of_one) {
  auto const words = vocabulary::build(training, nullptr, {.minimum_count = 1});
  BOOST_TEST(words.size() == 7U);
  BOOST_TEST(words.find("river") != 0U);
}

BOOST_AUTO_TEST_CASE(finds_words_in_any_case) {
  vocabulary const words({"<unk>", "sea", "ébro"});
  BOOST_TEST(words.find("sea") == 1U);
  BOOST_TEST(words.find("SeA") == 1U);
  BOOST_TEST(words.find("ÉBRO") == 2U);
  std::string const longest(300, 'A');
  BOOST_TEST(vocabulary({"<unk>", std::string(300, 'a')}).find(longest) == 1U);
}

BOOST_AUTO_TEST_CASE(unknown_words_are_row_zero) {
  vocabulary const words = vocabulary::build(training);
  BOOST_TEST(words.find("desert") == 0U);
  BOOST_TEST(words.find("") == 0U);
  BOOST_TEST(words.find("<UNK>") == 0U);
  BOOST_TEST(std::count(words.words().begin(), words.words().end(), "<unk>") == 1);
  BOOST_TEST(vocabulary().find("sea") == 0U);
  BOOST_TEST(vocabulary().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_copy_finds_the_same_rows) {
  auto const copy = [] {
    vocabulary const original({"<unk>", "sea", "river"});
    return vocabulary(original);
  }();
  BOOST_TEST(copy.find("river") == 2U);
}

BOOST_AUTO_TEST_CASE(refuses_words_of_a_damaged_model_file) {
  BOOST_CHECK_EXCEPTION(vocabulary(texts{}), hmt::data_error, says("vocabulary", "expected '<unk>'", "found no words"));
  BOOST_CHECK_EXCEPTION(vocabulary(texts{"sea"}), hmt::data_error,
                        says("vocabulary", "expected '<unk>'", "found 'sea'"));
  BOOST_CHECK_EXCEPTION(vocabulary(texts{"<unk>", "sea", "river", "sea"}), hmt::data_error,
                        says("vocabulary", "'sea' in rows 1 and 3"));
}

BOOST_AUTO_TEST_SUITE_END()
