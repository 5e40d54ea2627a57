// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/padded_rows.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_cpu_word_rows)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_begin_with_lines_whose_number_is_odd, T, every_element_type) {
  hmt::host_buffer<T> memory;
  for (std::size_t const columns : {1, 8, 16, 17, 300, 512, 1200, 2048}) {
    auto const rows = hmt::detail::padded_rows(memory, 3, columns);
    BOOST_TEST(rows.rows == 3U);
    BOOST_TEST(rows.columns == columns);
    BOOST_TEST(reinterpret_cast<std::uintptr_t>(rows.data) % 64 == 0U);
    BOOST_TEST(rows.stride * sizeof(T) % 128 == 64U);
    BOOST_TEST(rows.stride >= columns);
    BOOST_TEST(rows.stride < columns + 2 * 64 / sizeof(T));
    BOOST_TEST(memory.size() == 3 * rows.stride);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gates_are_padded_to_whole_registers_where_little_is_idle, T, every_element_type) {
  constexpr auto lanes = hmt::detail::simd<T>::size;
  for (std::size_t hidden = 1; hidden < 700; ++hidden) {
    auto const whole = (hidden + lanes - 1) / lanes * lanes;
    bool const little = (whole - hidden) * 32 <= hidden;
    BOOST_TEST(hmt::detail::gate_stride<T>(hidden) == (little ? whole : hidden));
  }
  BOOST_TEST(hmt::detail::gate_stride<T>(300) == (300 + lanes - 1) / lanes * lanes);
}

BOOST_AUTO_TEST_SUITE_END()
