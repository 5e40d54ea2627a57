// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/transpose.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_cpu_transpose)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_become_columns, T, every_element_type) {
  using simd = hmt::detail::simd<T>;
  constexpr auto lanes = simd::size;
  auto const number = [](std::size_t row, std::size_t column) { return static_cast<T>(100 * row + column); };
  std::array<simd, lanes> square;
  std::array<T, lanes> numbers{};
  for (std::size_t row = 0; row < lanes; ++row) {
    for (std::size_t column = 0; column < lanes; ++column) numbers[column] = number(row, column);
    square[row] = simd::load_unaligned(numbers.data());
  }
  hmt::detail::transpose<T>(square);
  for (std::size_t row = 0; row < lanes; ++row) {
    square[row].store_unaligned(numbers.data());
    for (std::size_t column = 0; column < lanes; ++column) BOOST_TEST(numbers[column] == number(column, row));
  }
}

BOOST_AUTO_TEST_SUITE_END()
