// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <limits>

#include "hmt/core/parallel.hpp"
#include "hmt/device/reference/products.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_products)

using namespace hmt::testing;
using hmt::transpose;

BOOST_AUTO_TEST_CASE_TEMPLATE(multiply_gives_the_hand_computed_product, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const a = matrix_of<T>(3, {1, 2, 3, 4, 5, 6});
  auto const b = matrix_of<T>(2, {1, 2, 0, 1, -1, 0});
  auto c = matrix_of<T>(2, {1, 1, 1, 1});
  device.multiply(transpose::no, transpose::no, T(2), a.source(), b.source(), T(10), c.view);
  BOOST_TEST((c.memory == std::vector<T>{6, 18, 6, 36}));
  auto d = matrix_of<T>(3, std::vector<T>(9));
  device.multiply(transpose::yes, transpose::yes, T(1), a.source(), hmt::matrix_view<T const>(b.view.row_block(0, 3)),
                  T(0), d.view);
  BOOST_TEST((d.memory == std::vector<T>{9, 4, -1, 12, 5, -2, 15, 6, -3}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(with_beta_zero_the_old_result_is_not_read, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const a = matrix_of<T>(1, {2});
  auto c = matrix_of<T>(1, {std::numeric_limits<T>::quiet_NaN()});
  device.multiply(transpose::no, transpose::no, T(1), a.source(), a.source(), T(0), c.view);
  BOOST_TEST(c.memory[0] == T(4));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_empty_inner_size_leaves_beta_times_the_result, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto c = matrix_of<T>(2, {1, 2});
  device.multiply(transpose::no, transpose::no, T(1), hmt::matrix_view<T const>(c.memory.data(), 1, 0),
                  hmt::matrix_view<T const>(c.memory.data(), 0, 2), T(3), c.view);
  BOOST_TEST((c.memory == std::vector<T>{3, 6}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cpu_agrees_with_reference_for_all_forms_and_odd_sizes, T, every_element_type) {
  hmt::reference<T> plain;
  hmt::cpu<T> device;
  for (std::size_t const rows : {1, 2, 7, 33})
    for (std::size_t const columns : {1, 3, 17})
      for (std::size_t const depth : {1, 5, 40})
        for (auto const ta : {transpose::no, transpose::yes})
          for (auto const tb : {transpose::no, transpose::yes}) {
            auto const a =
                ta == transpose::no ? random_matrix<T>(1, rows, depth, 3) : random_matrix<T>(1, depth, rows, 3);
            auto const b =
                tb == transpose::no ? random_matrix<T>(2, depth, columns, 1) : random_matrix<T>(2, columns, depth);
            auto expected = random_matrix<T>(3, rows, columns, 2);
            auto found = expected;
            plain.multiply(ta, tb, T(0.5), a.source(), b.source(), T(-2), expected.view);
            device.multiply(ta, tb, T(0.5), a.source(), b.source(), T(-2), found.view);
            BOOST_TEST(distance(found.all(), expected.all()) <= tolerance<T>::result);
          }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_row_of_words_times_weights_has_the_same_bits_alone_and_on_two_threads, T,
                              every_element_type) {
  hmt::cpu<T> device;
  constexpr std::size_t rows = 130;
  constexpr std::size_t depth = 150;
  auto const words = random_matrix<T>(1, rows, depth);
  auto const weights = random_matrix<T>(2, 61, depth);
  auto const product = [&](std::size_t together) {
    matrix<T> scores(rows, 61);
    for (std::size_t r = 0; r < rows; r += together)
      device.multiply(transpose::no, transpose::yes, T(1), words.source().row_block(r, together), weights.source(),
                      T(0), scores.view.row_block(r, together));
    return scores.memory;
  };
  auto const batch = product(rows);
  BOOST_TEST((product(1) == batch));
  BOOST_TEST((product(26) == batch));
  hmt::set_threads(2);
  auto const on_two = product(rows);
  hmt::set_threads(1);
  BOOST_TEST((on_two == batch));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_sum_over_more_words_than_a_block_has_the_same_bits_on_two_threads, T,
                              every_element_type) {
  constexpr std::size_t words = 2051;
  auto const gates = random_matrix<T>(1, words, 260);
  auto const inputs = random_matrix<T>(2, words, 37);
  auto const start = random_matrix<T>(3, 260, 37);
  auto const added = [&](auto device) {
    auto sum = start;
    device.multiply(transpose::yes, transpose::no, T(1), gates.source(), inputs.source(), T(1), sum.view);
    return sum;
  };
  auto const expected = added(hmt::reference<T>());
  auto const found = added(hmt::cpu<T>());
  BOOST_TEST(distance(found.all(), expected.all()) <= 10 * tolerance<T>::result);
  hmt::set_threads(2);
  auto const on_two = added(hmt::cpu<T>());
  hmt::set_threads(1);
  BOOST_TEST((on_two.memory == found.memory));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(factors_that_do_not_fit_are_refused, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const a = random_matrix<T>(1, 2, 3);
  auto const b = random_matrix<T>(2, 4, 5);
  auto c = random_matrix<T>(3, 2, 5);
  BOOST_CHECK_EXCEPTION(device.multiply(transpose::no, transpose::no, T(1), a.source(), b.source(), T(0), c.view),
                        hmt::shape_error, says<hmt::shape_error>("shape", {"equal depth", "(2, 3) and (4, 5)"}));
  BOOST_CHECK_EXCEPTION(device.multiply(transpose::yes, transpose::yes, T(1), a.source(), b.source(), T(0), c.view),
                        hmt::shape_error, says<hmt::shape_error>("shape", {"(2, 3) transposed and (4, 5) transposed"}));
  BOOST_CHECK_EXCEPTION(device.multiply(transpose::no, transpose::yes, T(1), a.source(), a.source(), T(0), c.view),
                        hmt::shape_error, says<hmt::shape_error>("shape", {"expected shape (2, 2)", "found (2, 5)"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_are_added_to_and_summed, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto c = matrix_of<T>(2, {1, 2, 3, 4, 5, 6});
  std::vector<T> row{10, 20};
  device.add_row(row, c.view);
  BOOST_TEST((c.memory == std::vector<T>{11, 22, 13, 24, 15, 26}));
  device.sum_rows(hmt::matrix_view<T const>(c.view.column_block(1, 1)), std::span(row).first(1));
  BOOST_TEST((row == std::vector<T>{82, 20}));
  auto const message = says<hmt::shape_error>("length", {"expected 2 elements", "found 1"});
  BOOST_CHECK_EXCEPTION(device.add_row(std::span<T const>(row).first(1), c.view), hmt::shape_error, message);
  BOOST_CHECK_EXCEPTION(device.sum_rows(c.source(), std::span(row).first(1)), hmt::shape_error, message);
}

BOOST_AUTO_TEST_SUITE_END()
