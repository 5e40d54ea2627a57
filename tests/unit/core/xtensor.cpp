// SPDX-License-Identifier: MIT
#include "hmt/core/xtensor.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <numeric>
#include <span>

BOOST_AUTO_TEST_SUITE(core_xtensor)

namespace {

/// Rows of five numbers, 0 to 14; the views of the cases take columns 1 to 3 of them.
struct strided_matrix {
  std::array<double, 15> numbers{};
  strided_matrix() { std::iota(numbers.begin(), numbers.end(), 0.0); }
  hmt::matrix_view<double> block() { return hmt::matrix_view<double>(numbers.data(), 3, 5).column_block(1, 3); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_block_of_columns_is_read_in_place, strided_matrix) {
  auto const x = hmt::as_xtensor(block());
  BOOST_TEST(x.shape(0) == 3U);
  BOOST_TEST(x.shape(1) == 3U);
  BOOST_TEST(x(1, 0) == 6.0);
  BOOST_TEST(x(2, 2) == 13.0);
  BOOST_TEST(xt::sum(x)() == 1.0 + 2 + 3 + 6 + 7 + 8 + 11 + 12 + 13);
}

BOOST_FIXTURE_TEST_CASE(writing_leaves_the_gaps_between_rows_alone, strided_matrix) {
  auto x = hmt::as_xtensor(block());
  xt::noalias(x) = x * 0.0;
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    auto const inside = k % 5 >= 1 && k % 5 <= 3;
    BOOST_TEST(numbers[k] == (inside ? 0.0 : static_cast<double>(k)));
  }
}

BOOST_FIXTURE_TEST_CASE(a_transposed_view_swaps_rows_and_columns, strided_matrix) {
  auto const whole = hmt::matrix_view<double>(numbers.data(), 3, 5);
  auto const x = hmt::as_transposed_xtensor(whole.row_block(0, 2));
  BOOST_TEST(x.shape(0) == 5U);
  BOOST_TEST(x.shape(1) == 2U);
  BOOST_TEST(x(4, 1) == 9.0);
}

BOOST_FIXTURE_TEST_CASE(a_vector_broadcasts_over_the_rows_even_of_a_single_row, strided_matrix) {
  std::array<double, 3> const row{10, 20, 30};
  auto one = hmt::as_xtensor(block().row_block(1, 1));
  xt::noalias(one) += hmt::as_xtensor(std::span<double const>(row));
  BOOST_TEST(numbers[6] == 16.0);
  BOOST_TEST(numbers[8] == 38.0);
  BOOST_TEST(numbers[11] == 11.0);
}

BOOST_AUTO_TEST_SUITE_END()
