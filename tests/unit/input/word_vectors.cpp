// SPDX-License-Identifier: MIT
// GloVe text: what is read, kept and rejected.
#include "hmt/input/word_vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/random.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(input_word_vectors)

using hmt::data_error;
using hmt::read_glove;

namespace {

using texts = std::vector<std::string>;
using floats = std::vector<float>;

/// Reads a text as a file.
hmt::word_vectors read(std::string_view text, std::size_t dimension = 2,
                       std::function<bool(std::string_view)> const& needed = {}) {
  temporary_folder const folder;
  return read_glove(folder.file("vectors.txt", text), dimension, needed);
}

/// Checks that a text is rejected at a line, whether or not its words are needed, with these parts in the message.
template <class... Parts>
void refuses(std::string const& code, std::string_view text, std::size_t line, Parts const&... parts) {
  temporary_folder const folder;
  std::string const path = folder.file("vectors.txt", text);
  auto const where = hmt::file_position{path, line}.text() + ": ";
  for (bool const needed : {true, false})
    BOOST_CHECK_EXCEPTION((void)read_glove(path, 2, [=](std::string_view) { return needed; }), data_error,
                          says(code, where, parts...));
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_words_and_numbers) {
  auto const vectors = read("sea 0.5 -1.25\n, 1e-2 3\n");
  BOOST_TEST(vectors.dimension == 2U);
  BOOST_TEST(vectors.words == (texts{"sea", ","}), boost::test_tools::per_element());
  BOOST_TEST(vectors.values == (floats{0.5F, -1.25F, 0.01F, 3.0F}), boost::test_tools::per_element());
  BOOST_TEST(vectors.find(",").value() == 1U);
  BOOST_TEST(!vectors.find("river"));
  BOOST_TEST(vectors.row(1)[1] == 3.0F);
}

BOOST_AUTO_TEST_CASE(takes_the_dimension_from_the_first_line_if_none_is_expected) {
  BOOST_TEST(read("sea 1 2 3\nriver 4 5 6", 0).dimension == 3U);
  BOOST_TEST(read("1 3\nsea 1 2 3\n", 0).dimension == 3U);
}

BOOST_AUTO_TEST_CASE(keeps_only_needed_words) {
  std::set<std::string, std::less<>> const needed{"river", "éa"};
  auto const vectors =
      read("sea 1 2\nriver 3 4\nÉa 5 6\n", 2, [&](std::string_view word) { return needed.contains(word); });
  BOOST_TEST(vectors.words == (texts{"river", "éa"}), boost::test_tools::per_element());
  BOOST_TEST(vectors.values == (floats{3, 4, 5, 6}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_first_of_equal_words_stays) {
  auto const vectors = read("The 1 2\nthe 3 4\nTHE 5 6\n");
  BOOST_TEST(vectors.words == (texts{"the"}), boost::test_tools::per_element());
  BOOST_TEST(vectors.values == (floats{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(accepts_the_variants_in_use) {
  floats const expected{1, 2, 3, 4};
  for (std::string_view const text :
       {"a 1 2\r\nb 3 4\r\n", "a 1 2\nb 3 4", "2 2\na 1 2 \nb 3 4 \n", "a\t1\t2\nb  3  4\n"}) {
    auto const vectors = read(text);
    BOOST_TEST(vectors.words == (texts{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(vectors.values == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_number_can_be_a_word) {
  BOOST_TEST(read("1 2 3\n", 2).words == (texts{"1"}), boost::test_tools::per_element());
  BOOST_TEST(read("7 2\n8 3\n", 1).words == (texts{"7", "8"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(words_may_hold_blanks) {
  auto const vectors = read("a 1 2\n. . . 3 4\nat name@domain.com 5 6\n\xC2\xA0 7 8\n");
  BOOST_TEST(vectors.words == (texts{"a", ". . .", "at name@domain.com", "\xC2\xA0"}),
             boost::test_tools::per_element());
  BOOST_TEST(vectors.values == (floats{1, 2, 3, 4, 5, 6, 7, 8}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(numbers_below_the_smallest_float_are_zero) {
  BOOST_TEST(read("a 1e-60 1\n").values == (floats{0, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(refuses_lines_of_uneven_length) {
  refuses("vectors-length", "a 1 2\nb 3\nc 5 6\n", 2, "2 numbers", "found 1 numbers");
  refuses("vectors-length", "a 1 2\nb 3 4 5\nc 5 6\n", 2, "2 numbers", "found 3 numbers");
  refuses("vectors-length", "a 1 2\nb\n", 2, "found no numbers");
  refuses("vectors-length", "a 1 2\n\nc 3 4\n", 2, "found no numbers");
  refuses("vectors-length", "a 1 2\n 3 4\n", 2, "2 numbers", "found 1 numbers");
  refuses("vectors-length", "a 1 2\nb 3", 2, "2 numbers", "found 1 numbers", "truncated");
}

BOOST_AUTO_TEST_CASE(refuses_another_dimension_than_the_models) {
  refuses("vectors-dimension", "a 1 2 3\nb 1 2 3\n", 1, "expected vectors of dimension 2", "found dimension 3");
  refuses("vectors-dimension", "a 1\nb 1\n", 1, "expected vectors of dimension 2", "found dimension 1");
  refuses("vectors-dimension", "10 3\na 1 2 3\n", 1, "expected vectors of dimension 2", "found dimension 3");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_a_finite_number_on_any_line) {
  for (std::string const junk : {"nan", "inf", "-inf", "NaN", "x", "1x", "0x10", "1e40", "1e999", "--1", "1,5", "."})
    refuses("vectors-number", "a 1 2\nb 3 " + junk + "\nc 5 6\n", 2, "column 2", "found '" + junk + "'");
  refuses("vectors-number", "a 1 2\nb 3 \xFF\n", 2, "column 2", "not UTF-8");
}

BOOST_AUTO_TEST_CASE(refuses_words_that_are_not_utf8) {
  refuses("vectors-utf8", "a 1 2\n\xE9 3 4\n", 2, "expected a word in UTF-8");
}

BOOST_AUTO_TEST_CASE(refuses_files_without_vectors) {
  refuses("vectors-empty", "", 0, "found no line");
  refuses("vectors-number", "This is no file of vectors\n", 1, "expected a finite number", "found 'of'");
  temporary_folder const folder;
  BOOST_CHECK_EXCEPTION((void)read_glove(folder / "none", 2), data_error,
                        says("file-open", folder / "none", "No such file or directory"));
}

BOOST_AUTO_TEST_CASE(counts_the_lines_that_a_heading_promises) {
  refuses("vectors-count", "3 2\na 1 2\nb 3 4\n", 0, "expected 3 vectors", "found 2");
}

BOOST_AUTO_TEST_CASE(damaged_bytes_give_vectors_or_a_data_error) {
  std::string const whole = "a 0.25 -1.5\n. . 1e-3 4\nriver 12.5 6\n";
  hmt::random_engine engine(hmt::random_stream{7});
  temporary_folder const folder;
  std::size_t refused = 0;
  for (int round = 0; round < 1000; ++round) {
    std::string text = whole;
    text[engine.below(text.size())] = static_cast<char>(engine.below(256));
    text.resize(text.size() - engine.below(3));
    try {
      auto const vectors = read_glove(folder.file(std::to_string(round), text), 2);
      BOOST_REQUIRE(vectors.values.size() == vectors.words.size() * 2);
    } catch (data_error const&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 100U);
  BOOST_TEST(refused < 900U);
}

BOOST_AUTO_TEST_CASE(reads_the_shared_vectors) {
  std::string const path = HMT_SOURCE_DIR "/../shared/data/vectors/glove.6B.300d.subset.txt";
  if (!std::filesystem::exists(path)) {
    BOOST_TEST_MESSAGE("skipped: no " << path);
    return;
  }
  auto const vectors = read_glove(path, 300);
  BOOST_TEST(vectors.words.size() == 3143U);
  BOOST_TEST(vectors.values.size() == 3143U * 300U);
}

BOOST_AUTO_TEST_SUITE_END()
