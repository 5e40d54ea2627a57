// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/packed_matrix.hpp"

#include <boost/test/unit_test.hpp>

#include "hmt/device/reference/products.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_cpu_packed_matrix)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(agrees_with_reference_over_odd_sizes, T, every_element_type) {
  hmt::reference<T> plain;
  hmt::detail::packed_matrix<T> packed;
  for (std::size_t const rows : {1, 2, 3, 4, 5, 6, 7, 97, 200})
    for (std::size_t const columns : {1, 3, 8, 16, 33, 64, 70})
      for (std::size_t const inner : {1, 7, 385})
        for (bool const transposed : {false, true}) {
          auto const a = random_matrix<T>(1, rows, inner, 2);
          auto const b = transposed ? random_matrix<T>(2, columns, inner, 1) : random_matrix<T>(2, inner, columns, 1);
          auto expected = random_matrix<T>(3, rows, columns, 5);
          auto found = expected;
          plain.multiply(hmt::transpose::no, transposed ? hmt::transpose::yes : hmt::transpose::no, T(1), a.source(),
                         b.source(), T(1), expected.view);
          packed.pack(b.source(), transposed);
          packed.multiply_add(a.source(), found.view);
          BOOST_TEST(distance(found.all(), expected.all()) <= tolerance<T>::result);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_row_has_the_same_bits_whatever_rows_are_beside_it, T, every_element_type) {
  constexpr std::size_t rows = 103;
  auto const a = random_matrix<T>(1, rows, 50);
  hmt::detail::packed_matrix<T> packed;
  packed.pack(random_matrix<T>(2, 50, 21).source(), false);
  matrix<T> together(rows, 21);
  packed.multiply_add(a.source(), together.view);
  matrix<T> alone(rows, 21);
  for (std::size_t r = 0; r < rows; ++r) packed.multiply_add(a.source().row_block(r, 1), alone.view.row_block(r, 1));
  BOOST_TEST((alone.memory == together.memory));
}

BOOST_AUTO_TEST_SUITE_END()
