// SPDX-License-Identifier: MIT
// Checks of devices that round the operands of products to bfloat16.
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <vector>

#include "hmt/core/bfloat16.hpp"
#include "hmt/core/parallel.hpp"
#include "hmt/device/reference.hpp"
#include "unit/device/device_fixture.hpp"
#include "unit/device/lstm_case.hpp"

namespace hmt::testing {

template <class D>
void check_gradients_of_weights_in_bfloat16() {
  D device;
  reference<float> plain;
  for (std::size_t const words : {1, 2, 31, 2051})
    for (bool const transposed : {false, true}) {
      auto a = random_matrix<float>(1, words, 31);
      auto b = transposed ? random_matrix<float>(2, 18, words) : random_matrix<float>(2, words, 18);
      auto found = random_matrix<float>(3, 31, 18);
      auto expected = found;
      auto const tb = transposed ? transpose::yes : transpose::no;
      set_threads(words > 1024 ? 2 : 1);  // several blocks of words, in parts
      device.multiply(transpose::yes, tb, 2, a.source(), b.source(), 3, found.view);
      set_threads(1);
      for (auto* matrix : {&a, &b})
        for (auto& number : matrix->memory) number = static_cast<float>(bfloat16(number));
      plain.multiply(transpose::yes, tb, 2, a.source(), b.source(), 3, expected.view);
      BOOST_TEST(distance(found.all(), expected.all()) <= (words > 1024 ? 40 : 4) * tolerance<float>::result);
    }
}

/// Results are as close to the reference as eight bits allow, and bitwise equal on two threads.
template <class D>
void check_lstm_in_bfloat16() {
  auto shapes = several_shapes;
  shapes.push_back({.hidden = 35, .input_widths = {40}, .lengths = std::vector<std::size_t>(37, 3)});
  shapes.push_back({.hidden = 63, .input_widths = {7}});  // padded gates
  for (auto const& shape : shapes) {
    lstm_case<reference<float>> plain(shape);
    lstm_case<D> of(shape);
    auto const expected = all_gradients(plain);
    auto const found = all_gradients(of);
    BOOST_TEST(distance(of.output.all(), plain.output.all()) <= 0.02);
    BOOST_TEST(distance<float>(found, expected) <= 0.05);
    with_threads const two(2);
    lstm_case<D> on_two(shape);
    all_gradients(on_two);
    BOOST_TEST((on_two.output.memory == of.output.memory));
  }
}

}  // namespace hmt::testing
