// SPDX-License-Identifier: MIT
#include "hmt/input/word_shape.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

#include "packed_sentences.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(input_word_shape)

BOOST_AUTO_TEST_CASE(words_have_the_shapes_of_the_documentation) {
  using enum hmt::word_shape;
  std::vector<std::pair<std::string, hmt::word_shape>> const cases{
      {"was", lower_case},
      {"well-known", lower_case},
      {"ß", lower_case},
      {"e\u0301tude", lower_case},  // a combining mark is not a letter
      {"Ana", capitalized},
      {"A", capitalized},
      {"J.", capitalized},
      {"Zürich", capitalized},
      {"Éa", capitalized},
      {"'Tis", capitalized},
      {"ǅ", capitalized},  // a title-case letter
      {"NATO", all_capitals},
      {"U.S.", all_capitals},
      {"ΑΘΗΝΑ", all_capitals},
      {"McDonald", mixed_case},
      {"eBay", mixed_case},
      {"iPhone", mixed_case},
      {"Jean-Pierre", mixed_case},
      {"東京", without_case},
      {"مدينة", without_case},
      {"B2B", letters_and_digits},
      {"1990s", letters_and_digits},
      {"東2", letters_and_digits},
      {"1984", digits},
      {"٣٤", digits},
      {"Ⅳ", digits},
      {"1,000.50", number},
      {"$5", number},
      {"10-12", number},
      {"--", punctuation},
      {"€", punctuation},
      {"😀", punctuation},
      {"", other},
      {"\u200b", other},
      {std::string(10000, 'a'), lower_case}};
  for (auto const& [word, expected] : cases)
    BOOST_TEST(static_cast<int>(hmt::shape_of(word)) == static_cast<int>(expected), word.substr(0, 20));
}

BOOST_AUTO_TEST_CASE(a_sentence_has_a_shape_a_word) {
  hmt::sentence const one{.words = {"Ana", "was", "", "1984"}};
  hmt::encoded_sentence<hmt::input::shapes> encoded;
  encoded.length = 4;
  encoded.get<hmt::input::shapes>() = hmt::input::shapes::encode({}, one);
  auto const shapes = hmt::testing::packed(std::vector{encoded}).get<hmt::input::shapes>();
  BOOST_TEST(shapes == (std::vector<hmt::row_index>{1, 0, 9, 6}), boost::test_tools::per_element());
  BOOST_TEST(hmt::word_shapes == 10U);
  encoded.length = 3;
  BOOST_CHECK_EXCEPTION(
      hmt::testing::packed(std::vector{encoded}), hmt::data_error,
      says("batch-sentence", "sentence 0 of the batch: shapes: expected those of all 3 words, found those of 4"));
}

BOOST_AUTO_TEST_SUITE_END()
