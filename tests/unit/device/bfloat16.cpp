// SPDX-License-Identifier: MIT
#include "hmt/core/bfloat16.hpp"

#include <boost/test/unit_test.hpp>

#include "hmt/device/cpu.hpp"
#include "unit/device/bfloat16_checks.hpp"

BOOST_AUTO_TEST_SUITE(device_bfloat16)

using namespace hmt::testing;

using device = hmt::cpu<float, hmt::bfloat16>;

BOOST_AUTO_TEST_CASE(gradients_of_weights_are_those_of_rounded_factors) {
  check_gradients_of_weights_in_bfloat16<device>();
}

BOOST_AUTO_TEST_CASE(an_lstm_comes_as_close_as_eight_bits_allow) { check_lstm_in_bfloat16<device>(); }

BOOST_AUTO_TEST_SUITE_END()
