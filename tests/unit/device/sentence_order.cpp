// SPDX-License-Identifier: MIT
#include "hmt/device/sentence_order.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <tuple>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "layer_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_sentence_order)

using devices = std::tuple<hmt::reference<double>, hmt::reference<float>, hmt::cpu<float>>;

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_of_a_sentence_come_to_stand_together_and_go_back, D, devices) {
  using T = typename D::value_type;
  D device;
  hmt::sentence_order<D> order;
  for (auto const& lengths : std::vector<std::vector<std::size_t>>{{5, 3, 3, 1}, {2}, {7, 7}}) {
    auto const offsets = hmt::testing::offsets_for(lengths);
    hmt::packed_layout const packed(offsets);
    auto const layout = order.prepare(device, packed);
    BOOST_TEST_REQUIRE(layout.rows() == packed.rows());
    auto const rows = packed.rows();
    auto const numbers = hmt::testing::random_values<T>(rows * 3, 1);
    std::vector<T> sorted(rows * 3), back(rows * 3);
    hmt::matrix_view<T const> const in(numbers.data(), rows, 3);
    hmt::matrix_view<T> const by_sentence(sorted.data(), rows, 3), again(back.data(), rows, 3);
    order.to_sentences(device, in, by_sentence);
    for (std::size_t s = 0; s < lengths.size(); ++s) {
      BOOST_TEST(layout.length(s) == lengths[s]);
      for (std::size_t t = 0; t < lengths[s]; ++t)
        for (std::size_t c = 0; c < 3; ++c) BOOST_TEST(by_sentence(layout.begin(s) + t, c) == in(packed.row(s, t), c));
    }
    order.to_steps(device, by_sentence, again);
    BOOST_TEST(back == numbers, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
