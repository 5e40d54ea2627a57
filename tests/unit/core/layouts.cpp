// SPDX-License-Identifier: MIT
// Layouts of rows: the positions of words, and the mapping from one layout to the other.
#include "hmt/core/sentence_layout.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/random.hpp"

BOOST_AUTO_TEST_SUITE(core_layouts)

namespace {

using numbers = std::vector<hmt::row_index>;

/// The same sentences in both layouts.
struct both_layouts {
  explicit both_layouts(std::vector<std::size_t> const& lengths) {
    auto const length_of = [&](std::size_t s) { return lengths[s]; };
    hmt::fill_offsets(lengths.size(), length_of, offsets);
    hmt::fill_begins(lengths.size(), length_of, begins);
  }
  [[nodiscard]] hmt::packed_layout packed() const { return hmt::packed_layout(offsets); }
  [[nodiscard]] hmt::sentence_layout by_sentence() const { return hmt::sentence_layout(begins); }

  numbers offsets, begins;
};

/// A layout other than these two: sentences from the last to the first, words in reverse.
struct backwards {
  hmt::sentence_layout of;
  [[nodiscard]] std::size_t sentences() const { return of.sentences(); }
  [[nodiscard]] std::size_t rows() const { return of.rows(); }
  [[nodiscard]] std::size_t length(std::size_t s) const { return of.length(s); }
  [[nodiscard]] std::size_t row(std::size_t s, std::size_t t) const { return of.rows() - 1 - of.row(s, t); }
};
static_assert(hmt::Layout<backwards> && !hmt::Layout<numbers>);

}  // namespace

BOOST_AUTO_TEST_CASE(three_sentences_stand_time_major_or_one_after_the_other) {
  both_layouts const made({3, 2, 2});
  BOOST_TEST(made.offsets == (numbers{0, 3, 6, 7}), boost::test_tools::per_element());
  BOOST_TEST(made.begins == (numbers{0, 3, 5, 7}), boost::test_tools::per_element());
  BOOST_TEST(made.packed().row(2, 1) == 5U);
  BOOST_TEST(made.by_sentence().row(2, 1) == 6U);
  numbers found;
  hmt::row_numbers(made.packed(), made.by_sentence(), found);
  BOOST_TEST(found == (numbers{0, 3, 6, 1, 4, 2, 5}), boost::test_tools::per_element());
  hmt::row_numbers(made.by_sentence(), made.packed(), found);
  BOOST_TEST(found == (numbers{0, 3, 5, 1, 4, 6, 2}), boost::test_tools::per_element());
  hmt::row_numbers(made.by_sentence(), backwards{made.by_sentence()}, found);
  BOOST_TEST(found == (numbers{6, 5, 4, 3, 2, 1, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lengths_come_back_and_every_row_is_used_once) {
  hmt::random_engine engine(hmt::random_stream{11, hmt::random_purpose::testing});
  for (int round = 0; round < 50; ++round) {
    std::vector<std::size_t> lengths(1 + engine.below(20));
    for (auto& length : lengths) length = 1 + engine.below(30);
    std::ranges::sort(lengths, std::ranges::greater());
    both_layouts const made(lengths);
    for (std::size_t s = 0; s < lengths.size(); ++s) {
      BOOST_TEST(made.packed().length(s) == lengths[s]);
      BOOST_TEST(made.by_sentence().length(s) == lengths[s]);
    }
    numbers there, back;
    hmt::row_numbers(made.packed(), made.by_sentence(), there);
    hmt::row_numbers(made.by_sentence(), made.packed(), back);
    BOOST_TEST_REQUIRE(there.size() == made.packed().rows());
    for (std::size_t row = 0; row < there.size(); ++row) BOOST_TEST(there[back[row]] == row);
  }
}

BOOST_AUTO_TEST_CASE(no_sentences_and_empty_ones_have_no_rows) {
  numbers begins, found{1, 2};
  hmt::fill_begins(
      3, [](std::size_t s) { return s == 1 ? std::size_t{2} : std::size_t{0}; }, begins);
  hmt::sentence_layout const layout(begins);
  BOOST_TEST(layout.rows() == 2U);
  BOOST_TEST(layout.length(0) == 0U);
  BOOST_TEST(layout.length(2) == 0U);
  BOOST_TEST(layout.row(1, 0) == 0U);
  hmt::row_numbers(hmt::packed_layout(), hmt::sentence_layout(), found);
  BOOST_TEST(found.empty());
}

BOOST_AUTO_TEST_SUITE_END()
