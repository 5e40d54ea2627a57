// SPDX-License-Identifier: MIT
#include "hmt/device/host_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_host_memory)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_uploaded_comes_down_again, D, every_device) {
  D device;
  auto const round_trip = [&]<class U>(std::array<U, 3> const& host) {
    typename D::template buffer<U> memory;
    memory.resize(3);
    std::array<U, 3> back{};
    device.upload(std::span<U const>(host), memory.view());
    device.download(std::span<U const>(memory.view()), std::span<U>(back));
    BOOST_TEST((back == host));
  };
  round_trip(std::array<typename D::value_type, 3>{1, -2, 3});
  round_trip(std::array<hmt::row_index, 3>{4, 5, 6});
  round_trip(std::array<double, 3>{7, 8, 9});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(uploading_to_a_span_of_another_length_is_refused, D, every_device) {
  D device;
  std::vector<typename D::value_type> const host(3);
  std::vector<typename D::value_type> to(2);
  BOOST_CHECK_EXCEPTION(device.upload(host, to), hmt::shape_error,
                        says<hmt::shape_error>("length", {"expected 3", "found 2"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(copy_sums_and_fill_keep_to_their_columns, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const from = random_matrix<T>(1, 3, 2, 4);
  auto to = random_matrix<T>(2, 3, 2, 1);
  auto const before = to;
  device.copy(from.source(), to.view);
  for (std::size_t r = 0; r < 3; ++r) BOOST_TEST(to.view(r, 1) == from.view(r, 1));
  device.add(from.source(), to.view);
  for (std::size_t r = 0; r < 3; ++r) BOOST_TEST(to.view(r, 0) == 2 * from.view(r, 0));
  device.subtract(from.source(), to.view);
  for (std::size_t r = 0; r < 3; ++r) BOOST_TEST(to.view(r, 1) == from.view(r, 1));
  device.fill(to.view, T(7));
  for (std::size_t r = 0; r < 3; ++r) {
    BOOST_TEST(to.view(r, 0) == T(7));
    BOOST_TEST(to.memory[r * 3 + 2] == before.memory[r * 3 + 2]);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(copy_and_sums_refuse_other_shapes, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const from = random_matrix<T>(1, 3, 2);
  auto to = random_matrix<T>(2, 3, 4);
  auto const message = says<hmt::shape_error>("shape", {"expected shape (3, 2)", "found (3, 4)"});
  BOOST_CHECK_EXCEPTION(device.copy(from.source(), to.view), hmt::shape_error, message);
  BOOST_CHECK_EXCEPTION(device.add(from.source(), to.view), hmt::shape_error, message);
  BOOST_CHECK_EXCEPTION(device.subtract(from.source(), to.view), hmt::shape_error, message);
}

BOOST_AUTO_TEST_CASE(a_buffer_keeps_its_memory_when_it_shrinks_and_is_aligned_and_zero_when_new) {
  hmt::host_buffer<float> buffer(100);
  BOOST_TEST(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64 == 0U);
  for (auto const value : buffer.view()) BOOST_TEST(value == 0.0F);
  auto const* const memory = buffer.data();
  buffer.resize(10);
  BOOST_TEST(buffer.size() == 10U);
  buffer.resize(100);
  BOOST_TEST((buffer.data() == memory));
  auto const moved = std::move(buffer);
  BOOST_TEST((moved.data() == memory));
  BOOST_TEST(moved.view().size() == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
