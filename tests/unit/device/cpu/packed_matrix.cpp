// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/packed_matrix.hpp"

#include <boost/test/unit_test.hpp>

#include "hmt/device/reference.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_cpu_packed_matrix)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(agrees_with_reference_over_odd_sizes, T, every_element_type) {
  hmt::reference<T> plain;
  hmt::detail::packed_matrix<T> packed;
  for (std::size_t const rows : {1, 2, 3, 4, 5, 6, 7, 97, 200})
    for (std::size_t const columns : {1, 3, 8, 16, 33, 64, 70})
      for (std::size_t const depth : {1, 7, 385})
        for (auto const ta : {hmt::transpose::no, hmt::transpose::yes})
          for (auto const tb : {hmt::transpose::no, hmt::transpose::yes}) {
            bool const across = ta == hmt::transpose::yes;
            bool const transposed = tb == hmt::transpose::yes;
            auto const a = across ? random_matrix<T>(1, depth, rows, 2) : random_matrix<T>(1, rows, depth, 2);
            auto const b = transposed ? random_matrix<T>(2, columns, depth, 1) : random_matrix<T>(2, depth, columns, 1);
            auto expected = random_matrix<T>(3, rows, columns, 5);
            auto found = expected;
            plain.multiply(ta, tb, T(1), a.source(), b.source(), T(1), expected.view);
            packed.pack(b.source(), transposed);
            packed.multiply_add(hmt::detail::make_lhs<T>(a.source(), across, nullptr), found.view);
            BOOST_TEST(distance(found.all(), expected.all()) <= tolerance<T>::result);
          }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_row_has_the_same_bits_whatever_rows_are_beside_it, T, every_element_type) {
  constexpr std::size_t rows = 103;
  auto const a = random_matrix<T>(1, rows, 50);
  hmt::detail::packed_matrix<T> packed;
  packed.pack(random_matrix<T>(2, 50, 21).source(), false);
  matrix<T> together(rows, 21);
  auto const left = hmt::detail::make_lhs<T>(a.source(), false, nullptr);
  packed.multiply_add(left, together.view);
  matrix<T> alone(rows, 21);
  for (std::size_t r = 0; r < rows; ++r) packed.multiply_add(left.row_block(r, 1), alone.view.row_block(r, 1));
  BOOST_TEST((alone.memory == together.memory));
}

BOOST_AUTO_TEST_CASE(a_product_without_inner_size_is_what_it_begins_from) {
  hmt::detail::packed_matrix<float> packed;
  packed.pack(hmt::matrix_view<float const>(nullptr, 0, 70), false);
  auto const from = random_matrix<float>(1, 3, 70);
  auto to = random_matrix<float>(2, 3, 70);
  packed.multiply_from(from.source(), {nullptr, 3, 0, 1}, to.view);
  BOOST_TEST((to.memory == from.memory));
}

BOOST_AUTO_TEST_SUITE_END()
