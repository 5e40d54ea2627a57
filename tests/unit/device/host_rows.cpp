// SPDX-License-Identifier: MIT
#include "hmt/device/host_rows.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_host_rows)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(gather_takes_rows_by_number, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const table = random_matrix<T>(1, 4, 3, 2);
  std::vector<hmt::row_index> const rows{2, 0, 2};
  matrix<T> out(3, 3, 1);
  device.gather(table.source(), rows, out.view);
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 3; ++c) BOOST_TEST(out.view(r, c) == table.view(rows[r], c));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(scatter_add_adds_every_row_also_to_the_same_one, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const from = matrix_of<T>(1, {1, 10, 100});
  std::vector<hmt::row_index> const rows{1, 2, 1};
  matrix<T> table(3, 1);
  device.scatter_add(from.source(), rows, table.view);
  device.scatter_add(from.source(), rows, table.view);
  BOOST_TEST((table.memory == std::vector<T>{0, 202, 20}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_row_past_the_end_is_refused, D, every_host_device) {
  using T = typename D::value_type;
  D device;
  matrix<T> table(3, 1);
  matrix<T> rows_of(2, 1);
  std::vector<hmt::row_index> const rows{1, 3};
  auto const message = says<hmt::shape_error>("number-range", {"below 3", "found 3", "position 1"});
  BOOST_CHECK_EXCEPTION(device.gather(table.source(), rows, rows_of.view), hmt::shape_error, message);
  BOOST_CHECK_EXCEPTION(device.scatter_add(rows_of.source(), rows, table.view), hmt::shape_error, message);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shift_moves_each_word_to_the_next_on_the_way, D, every_device) {
  using T = typename D::value_type;
  D device;
  // Sentences a (3 words), b (2), c (1): rows a1 b1 c1 a2 b2 a3.
  auto const offsets = offsets_of({3, 2, 1});
  hmt::packed_layout const layout(offsets);
  auto const in = matrix_of<T>(1, {11, 21, 31, 12, 22, 13});
  matrix<T> out(6, 1);
  device.shift(layout, hmt::scan_direction::forward, in.source(), out.view);
  BOOST_TEST((out.memory == std::vector<T>{0, 0, 0, 11, 21, 12}));
  device.shift(layout, hmt::scan_direction::backward, in.source(), out.view);
  BOOST_TEST((out.memory == std::vector<T>{12, 22, 0, 13, 0, 0}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(one_way_is_the_adjoint_of_the_other, D, every_device) {
  using T = typename D::value_type;
  D device;
  for (auto const& lengths : std::vector<std::vector<std::size_t>>{{5, 5, 3, 1, 1}, {4}, {1, 1}}) {
    auto const offsets = offsets_of(lengths);
    hmt::packed_layout const layout(offsets);
    auto const x = random_matrix<T>(1, layout.rows(), 3, 1);
    auto const y = random_matrix<T>(2, layout.rows(), 3, 2);
    matrix<T> sx(layout.rows(), 3);
    matrix<T> sy(layout.rows(), 3);
    device.shift(layout, hmt::scan_direction::forward, x.source(), sx.view);
    device.shift(layout, hmt::scan_direction::backward, y.source(), sy.view);
    double one = 0;
    double other = 0;
    for (std::size_t r = 0; r < layout.rows(); ++r)
      for (std::size_t c = 0; c < 3; ++c) {
        one += static_cast<double>(sx.view(r, c)) * static_cast<double>(y.view(r, c));
        other += static_cast<double>(x.view(r, c)) * static_cast<double>(sy.view(r, c));
      }
    BOOST_TEST(std::abs(one - other) <= tolerance<double>::result);
  }
}

BOOST_AUTO_TEST_SUITE_END()
