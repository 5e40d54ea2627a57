// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/simd.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
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

BOOST_AUTO_TEST_CASE_TEMPLATE(part_of_a_register_is_loaded_and_stored_and_nothing_beside_it, T, every_element_type) {
  constexpr auto size = hmt::detail::simd<T>::size;
  for (std::size_t count = 0; count <= size; ++count) {
    std::vector<T> from(count);
    std::iota(from.begin(), from.end(), T(1));
    from.shrink_to_fit();
    hmt::detail::partial_register<T> const some{count};
    std::vector<T> loaded(size);
    some.load(from.data()).store_unaligned(loaded.data());
    for (std::size_t k = 0; k < size; ++k) BOOST_REQUIRE(loaded[k] == (k < count ? static_cast<T>(k + 1) : T(0)));
    some.load(from.data(), T(-7)).store_unaligned(loaded.data());
    for (std::size_t k = 0; k < size; ++k) BOOST_REQUIRE(loaded[k] == (k < count ? static_cast<T>(k + 1) : T(-7)));
    std::vector<T> to(size + 1, T(9));
    some.store(hmt::detail::simd<T>(T(3)), to.data());
    for (std::size_t k = 0; k <= size; ++k) BOOST_REQUIRE(to[k] == (k < count ? T(3) : T(9)));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(quotients_and_roots_are_those_of_single_numbers, T, every_element_type) {
  using simd = hmt::detail::simd<T>;
  using limits = std::numeric_limits<T>;
  std::vector<T> numbers{T(0), limits::denorm_min(), limits::min(), limits::max(), limits::infinity()};
  for (int k = 1; k <= 40; ++k) numbers.push_back(std::exp(T(k) - 20));
  for (T const a : numbers) {
    BOOST_TEST(sqrt(simd(a)).get(0) == std::sqrt(a));
    for (T const b : numbers)
      if (auto const quotient = a / b; !std::isnan(quotient)) BOOST_TEST((simd(a) / simd(b)).get(0) == quotient);
  }
}

BOOST_AUTO_TEST_SUITE_END()
