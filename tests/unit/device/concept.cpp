// SPDX-License-Identifier: MIT
#include "archetypes/device.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_concept)

BOOST_AUTO_TEST_CASE(devices_say_who_they_are_and_run_on_this_machine) {
  BOOST_TEST(hmt::reference<double>::name() == "reference");
  BOOST_TEST(hmt::cpu<float>::name() == "cpu");
  BOOST_TEST(hmt::reference<float>::supported());
  BOOST_TEST(hmt::cpu<float>::supported());
  BOOST_TEST_MESSAGE("target: " << hmt::cpu<float>::target());
  if (auto const* const wanted = std::getenv("HMT_TARGET")) BOOST_TEST(hmt::cpu<float>::target() == wanted);
}

BOOST_AUTO_TEST_CASE(the_archetypes_are_what_they_stand_for_and_near_misses_are_not) {
  using namespace hmt::archetypes;
  BOOST_TEST(hmt::Device<device>);
  BOOST_TEST(!hmt::Device<device_of_one_run>);
  BOOST_TEST(!hmt::Device<int>);
  BOOST_TEST(!hmt::MemoryDevice<int>);
  BOOST_TEST(hmt::ProductDevice<product_device>);
  BOOST_TEST(!hmt::Device<product_device>);
}

BOOST_AUTO_TEST_SUITE_END()
