// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/activation.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_cpu_activation)

using namespace hmt::testing;

namespace {

/// The distance of `found` from `exact` in units in the last place of `exact`.
template <class T>
double ulp_error(T found, long double exact) {
  auto const size = std::max(std::abs(static_cast<T>(exact)), std::numeric_limits<T>::min());
  auto const unit = std::nextafter(size, std::numeric_limits<T>::infinity()) - size;
  return static_cast<double>(std::abs(found - exact) / unit);
}

/// The largest error over evenly spaced numbers of several ranges up to 80.
template <class T, class Approximate, class Exact>
double largest_error(Approximate approximate, Exact exact) {
  using simd = hmt::detail::simd<T>;
  constexpr std::size_t count = 1 << 15;
  double largest = 0;
  for (double const range : {1e-3, 1.0, 10.0, 80.0})
    for (std::size_t first = 0; first < count; first += simd::size) {
      std::array<T, simd::size> x{};
      for (std::size_t k = 0; k < x.size(); ++k)
        x[k] = static_cast<T>(range * (2 * static_cast<double>(first + k) / count - 1));
      std::array<T, simd::size> y{};
      approximate(simd::load_unaligned(x.data())).store_unaligned(y.data());
      for (std::size_t k = 0; k < x.size(); ++k) {
        auto const error = ulp_error(y[k], exact(static_cast<long double>(x[k])));
        if (!(error <= largest)) largest = std::isnan(error) ? INFINITY : error;
      }
    }
  return largest;
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(activations_keep_to_the_stated_error, T, every_element_type) {
  using simd = hmt::detail::simd<T>;
  auto const sigmoid = largest_error<T>([](simd const& x) { return hmt::detail::sigmoid(x); },
                                        [](long double x) { return 1 / (1 + std::exp(-x)); });
  auto const tanh =
      largest_error<T>([](simd const& x) { return hmt::detail::tanh(x); }, [](long double x) { return std::tanh(x); });
  BOOST_TEST_MESSAGE("units in the last place: sigmoid " << sigmoid << ", tanh " << tanh);
  BOOST_TEST(sigmoid <= hmt::detail::activation_error_ulp);
  BOOST_TEST(tanh <= hmt::detail::activation_error_ulp);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(activations_saturate_without_overflow_and_hide_nothing, T, every_element_type) {
  using simd = hmt::detail::simd<T>;
  auto const first = [](simd const& x) {
    std::array<T, simd::size> numbers{};
    x.store_unaligned(numbers.data());
    return numbers[0];
  };
  for (T const large : {T(100), T(1e4), std::numeric_limits<T>::max(), std::numeric_limits<T>::infinity()}) {
    BOOST_TEST(first(hmt::detail::sigmoid(simd(large))) == T(1));
    BOOST_TEST(std::abs(first(hmt::detail::sigmoid(simd(-large)))) <=
               std::max(std::numeric_limits<T>::min(), std::exp(T(-100))));
    BOOST_TEST(first(hmt::detail::tanh(simd(large))) == T(1));
    BOOST_TEST(first(hmt::detail::tanh(simd(-large))) == T(-1));
  }
  simd const not_a_number(std::numeric_limits<T>::quiet_NaN());
  BOOST_TEST(std::isnan(first(hmt::detail::sigmoid(not_a_number))));
  BOOST_TEST(std::isnan(first(hmt::detail::tanh(not_a_number))));
}

BOOST_AUTO_TEST_SUITE_END()
