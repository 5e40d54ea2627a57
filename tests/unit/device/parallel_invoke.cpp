// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <stdexcept>
#include <string>

#include "hmt/core/parallel.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_parallel_invoke)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(both_run_on_a_device_that_computes_the_same, D, every_device) {
  using T = typename D::value_type;
  auto const a = random_matrix<T>(1, 5, 7);
  auto const b = random_matrix<T>(2, 7, 3);
  matrix<T> plain(5, 3), first(5, 3), second(5, 3);
  for (std::size_t const threads : {1, 2, 3}) {
    hmt::set_threads(threads);
    D device;
    auto const product_into = [&](matrix<T>& to) {
      return [&](D& with) {
        with.multiply(hmt::transpose::no, hmt::transpose::no, T(1), a.source(), b.source(), T(0), to.view);
      };
    };
    product_into(plain)(device);
    device.parallel_invoke(product_into(first), product_into(second));
    BOOST_TEST((first.memory == plain.memory));
    BOOST_TEST((second.memory == plain.memory));
  }
  hmt::set_threads(1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_promise_about_weights_holds_for_both_and_so_does_its_end, D, every_device) {
  for (std::size_t const threads : {1, 2}) {
    hmt::set_threads(threads);
    D device;
    for (bool const kept : {true, false}) {
      device.freeze_weights(kept);
      std::uint64_t first = 1;
      std::uint64_t second = 2;
      device.parallel_invoke([&](D& with) { first = with.weights_version(); },
                             [&](D& with) { second = with.weights_version(); });
      BOOST_TEST(first == device.weights_version());
      BOOST_TEST(second == device.weights_version());
      BOOST_TEST((first != 0) == kept);
    }
  }
  hmt::set_threads(1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_either_throws_reaches_the_caller, D, every_device) {
  for (std::size_t const threads : {1, 2}) {
    hmt::set_threads(threads);
    D device;
    auto const fail = [](D&) { throw std::runtime_error("failed"); };
    auto const pass = [](D&) {};
    auto const says_so = [](auto const& e) { return std::string(e.what()) == "failed"; };
    BOOST_CHECK_EXCEPTION(device.parallel_invoke(fail, pass), std::runtime_error, says_so);
    BOOST_CHECK_EXCEPTION(device.parallel_invoke(pass, fail), std::runtime_error, says_so);
  }
  hmt::set_threads(1);
}

BOOST_AUTO_TEST_SUITE_END()
