// SPDX-License-Identifier: MIT
#include "hmt/core/bfloat16.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

BOOST_AUTO_TEST_SUITE(core_bfloat16)

namespace {

float rounded(float value) { return static_cast<float>(hmt::bfloat16(value)); }

}  // namespace

BOOST_AUTO_TEST_CASE(rounds_to_the_nearest_and_ties_to_even) {
  BOOST_TEST(rounded(1.0F) == 1.0F);
  BOOST_TEST(rounded(-0.5F) == -0.5F);
  // Neighbours of 1 are 2^-7 above and 2^-8 below.
  BOOST_TEST(rounded(0x1.008p0F) == 1.0F);
  BOOST_TEST(rounded(0x1.01p0F) == 1.0F);
  BOOST_TEST(rounded(0x1.0101p0F) == 0x1.02p0F);
  BOOST_TEST(rounded(0x1.03p0F) == 0x1.04p0F);
  BOOST_TEST(rounded(-0x1.0101p0F) == -0x1.02p0F);
}

BOOST_AUTO_TEST_CASE(keeps_what_is_no_ordinary_number) {
  auto const infinity = std::numeric_limits<float>::infinity();
  BOOST_TEST(rounded(infinity) == infinity);
  BOOST_TEST(rounded(-infinity) == -infinity);
  BOOST_TEST(rounded(std::numeric_limits<float>::max()) == infinity);
  BOOST_TEST(std::isnan(rounded(std::numeric_limits<float>::quiet_NaN())));
  BOOST_TEST(std::isnan(rounded(std::bit_cast<float>(0x7f800001U))));
  BOOST_TEST(std::signbit(rounded(-0.0F)));
}

BOOST_AUTO_TEST_CASE(every_number_of_16_bits_is_kept) {
  for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
    auto const value = std::bit_cast<float>(bits << 16);
    if (!std::isnan(value)) BOOST_REQUIRE(hmt::bfloat16(value).bits == bits);
  }
}

BOOST_AUTO_TEST_SUITE_END()
