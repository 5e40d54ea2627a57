// SPDX-License-Identifier: MIT
// Letters of words, of a sentence and of a packed batch.
#include "hmt/input/bytes.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "hmt/core/random.hpp"
#include "packed_sentences.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(input_letters)

namespace {

using hmt::testing::packed;
using hmt::testing::pointers_to;

using hmt::input::bytes;
using spelled_sentence = hmt::encoded_sentence<bytes>;

spelled_sentence spelled(std::vector<std::string> const& words) {
  spelled_sentence one;
  one.length = words.size();
  one.get<bytes>() = bytes::encode({}, {.words = words});
  return one;
}

std::string spelling(hmt::packed_bytes const& bytes, std::size_t row) {
  std::string text;
  for (std::size_t i = 0; i < bytes.length(row); ++i) text += static_cast<char>(bytes.byte(row, i));
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(words_keep_their_bytes_and_case) {
  std::vector<std::string> const words{"Ana", "Zürich", "😀", "e\u0301", ".", std::string(32, 'x')};
  hmt::word_bytes const bytes(words);
  BOOST_TEST_REQUIRE(bytes.words() == words.size());
  for (std::size_t i = 0; i < words.size(); ++i) BOOST_TEST(bytes[i] == words[i]);
  BOOST_TEST(bytes[1].size() == 7U);
  BOOST_TEST(hmt::word_bytes().words() == 0U);
}

BOOST_AUTO_TEST_CASE(a_long_word_keeps_its_ends_and_an_empty_one_has_a_byte) {
  std::string const start(24, 'a'), end(8, 'z');
  hmt::word_bytes const bytes(
      std::vector<std::string>{start + end, start + "-" + end, start + std::string(10000, '\xC3') + end, "", "b"});
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(bytes[i] == start + end);
  BOOST_TEST(bytes[3] == std::string(1, '\0'));
  BOOST_TEST(bytes[4] == "b");
}

BOOST_AUTO_TEST_CASE(a_batch_holds_each_spelling_once_by_falling_length) {
  auto const batch = packed(std::vector{spelled({"in", "Oslo"}), spelled({"Oslo", "is", "in", "oslo"}), spelled({""})});
  auto const& spellings = batch.get<bytes>();
  // Oslo oslo in is \0, byte by byte:
  std::vector<hmt::row_index> const expected{'O', 'o', 'i', 'i', 0, 's', 's', 'n', 's', 'l', 'l', 'o', 'o'};
  BOOST_TEST(spellings.bytes == expected, boost::test_tools::per_element());
  BOOST_TEST(spellings.offsets == (std::vector<hmt::row_index>{0, 5, 9, 11, 13}), boost::test_tools::per_element());
  // Rows: Oslo in <empty>, is Oslo, in, oslo
  BOOST_TEST(spellings.first_rows == (std::vector<hmt::row_index>{0, 2, 4, 3, 0, 2, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(spellings.last_rows == (std::vector<hmt::row_index>{11, 7, 4, 8, 11, 7, 12}),
             boost::test_tools::per_element());
  BOOST_TEST(spellings.layout().sentences() == 5U);
}

BOOST_AUTO_TEST_CASE(every_row_has_the_bytes_of_its_word) {
  hmt::random_engine engine({4, hmt::random_purpose::testing});
  hmt::packed_batch<bytes> batch;
  for (int round = 0; round < 20; ++round) {
    std::vector<std::vector<std::string>> texts(1 + engine.below(6));
    std::vector<spelled_sentence> sentences;
    std::set<std::string> distinct;
    for (auto& words : texts) {
      words.resize(1 + engine.below(9));
      for (auto& word : words) {
        word.resize(1 + engine.below(4));
        for (auto& byte : word) byte = static_cast<char>(120 + engine.below(16));
        distinct.insert(word);
      }
      sentences.push_back(spelled(words));
    }
    hmt::pack(pointers_to(sentences), batch);
    BOOST_TEST(batch.get<bytes>().layout().sentences() == distinct.size());
    for (std::size_t s = 0; s < texts.size(); ++s) {
      auto const& words = texts[batch.order[s]];
      for (std::size_t t = 0; t < words.size(); ++t)
        BOOST_TEST(spelling(batch.get<bytes>(), batch.layout().row(s, t)) == words[t]);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_sentences_have_no_letters) {
  auto batch = packed(std::vector{spelled({"a", "b"})});
  hmt::pack({}, batch);
  BOOST_TEST(batch.get<bytes>().words() == 0U);
  BOOST_TEST(batch.get<bytes>().layout().rows() == 0U);
}

BOOST_AUTO_TEST_CASE(letters_of_some_words_are_refused) {
  auto one = spelled({"a", "b", "c"});
  one.length = 2;
  BOOST_CHECK_EXCEPTION(packed(std::vector{one}), hmt::data_error,
                        says("batch-sentence",
                             "sentence 0 of the batch: letters: expected those of all 2 words, found "
                             "those of 3"));
}

BOOST_AUTO_TEST_SUITE_END()
