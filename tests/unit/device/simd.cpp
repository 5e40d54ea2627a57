// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/simd.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>
#include <vector>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_cpu_simd)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(every_number_of_a_run_is_visited_once_and_none_past_its_end, T, every_element_type) {
  for (std::size_t count = 0; count <= 70; ++count) {
    std::vector<T> numbers(count + 1);
    std::iota(numbers.begin(), numbers.end(), T(0));
    hmt::detail::for_each_register<T>(count, [&](std::size_t k, auto const& part) {
      part.store(part.load(numbers.data() + k) + hmt::detail::simd<T>(T(1000)), numbers.data() + k);
    });
    for (std::size_t k = 0; k < count; ++k) BOOST_REQUIRE(numbers[k] == static_cast<T>(1000 + k));
    BOOST_REQUIRE(numbers[count] == static_cast<T>(count));
  }
}

BOOST_AUTO_TEST_SUITE_END()
