// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/factor.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "hmt/core/bfloat16.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/cpu/packed_matrix.hpp"
#include "hmt/device/reference.hpp"
#include "unit/device/device_fixture.hpp"
#include "unit/device/lstm_case.hpp"
#include "unit/device/matrix_factors.hpp"

BOOST_AUTO_TEST_SUITE(device_cpu_factor)

using namespace hmt::testing;

#if HMT_AMX_REGISTERS
BOOST_AUTO_TEST_CASE(the_registers_of_amx_are_used_where_they_are) {
  std::ifstream file("/proc/cpuinfo");
  std::string const processor{std::istreambuf_iterator<char>(file), {}};
  bool const offered = processor.find("amx_bf16") != std::string::npos;
  BOOST_TEST(hmt::detail::amx_registers::ready() == offered);
  BOOST_WARN_MESSAGE(offered, "no AMX here: its kernel runs on a stand-in alone");
}
#endif

BOOST_AUTO_TEST_CASE_TEMPLATE(bfloat16_products_are_those_of_rounded_factors, Factor, every_bfloat16) {
  hmt::reference<float> plain;
  hmt::detail::packed_matrix<float, Factor> packed;
  hmt::host_buffer<std::uint32_t> memory;
  auto const rounded = [](auto matrix) {
    for (auto& number : matrix.memory) number = static_cast<float>(hmt::bfloat16(number));
    return matrix;
  };
  for (std::size_t const rows : {0, 1, 2, 7, 16, 17, 33, 97})
    for (std::size_t const columns : {1, 8, 33, 70})
      for (std::size_t const inner : {1, 2, 7, 385})
        for (bool const transposed : {false, true}) {
          auto const a = random_matrix<float>(1, rows, inner, 2);
          auto const b =
              transposed ? random_matrix<float>(2, columns, inner, 1) : random_matrix<float>(2, inner, columns, 1);
          auto expected = random_matrix<float>(3, rows, columns, 5);
          auto found = expected;
          plain.multiply(hmt::transpose::no, transposed ? hmt::transpose::yes : hmt::transpose::no, 1,
                         rounded(a).source(), rounded(b).source(), 1, expected.view);
          packed.pack(b.source(), transposed);
          packed.multiply_add_shared(a.source(), false, found.view, memory);
          BOOST_TEST(distance(found.all(), expected.all()) <= tolerance<float>::result);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(bfloat16_gradients_of_weights_are_those_of_rounded_factors, Factor, every_bfloat16) {
  hmt::cpu<float, Factor> device;
  hmt::reference<float> plain;
  for (std::size_t const words : {1, 2, 31, 2051})
    for (bool const transposed : {false, true}) {
      auto a = random_matrix<float>(1, words, 31);
      auto b = transposed ? random_matrix<float>(2, 18, words) : random_matrix<float>(2, words, 18);
      auto found = random_matrix<float>(3, 31, 18);
      auto expected = found;
      auto const tb = transposed ? hmt::transpose::yes : hmt::transpose::no;
      hmt::set_threads(words > 1024 ? 2 : 1);  // several blocks of words, in parts
      device.multiply(hmt::transpose::yes, tb, 2, a.source(), b.source(), 3, found.view);
      hmt::set_threads(1);
      for (auto* matrix : {&a, &b})
        for (auto& number : matrix->memory) number = static_cast<float>(hmt::bfloat16(number));
      plain.multiply(hmt::transpose::yes, tb, 2, a.source(), b.source(), 3, expected.view);
      BOOST_TEST(distance(found.all(), expected.all()) <= (words > 1024 ? 40 : 4) * tolerance<float>::result);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_lstm_in_bfloat16_comes_as_close_as_eight_bits_allow, Factor, every_bfloat16) {
  using device = hmt::cpu<float, Factor>;
  auto shapes = several_shapes;
  shapes.push_back({.hidden = 35, .input_widths = {40}, .lengths = std::vector<std::size_t>(37, 3)});
  shapes.push_back({.hidden = 63, .input_widths = {7}});  // padded gates
  for (auto const& shape : shapes) {
    lstm_case<hmt::reference<float>> plain(shape);
    lstm_case<device> of(shape);
    auto const expected = all_gradients(plain);
    auto const found = all_gradients(of);
    BOOST_TEST(distance(of.output.all(), plain.output.all()) <= 0.02);
    BOOST_TEST(distance<float>(found, expected) <= 0.05);
    with_threads const two(2);
    lstm_case<device> on_two(shape);
    all_gradients(on_two);
    BOOST_TEST((on_two.output.memory == of.output.memory));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_row_in_bfloat16_has_the_same_bits_whatever_rows_are_beside_it, Factor, every_bfloat16) {
  constexpr std::size_t rows = 103;
  hmt::detail::packed_matrix<float, Factor> packed;
  packed.pack(random_matrix<float>(2, 50, 21).source(), false);
  hmt::host_buffer<std::uint32_t> memory;
  memory.resize(rows * hmt::detail::elements_of<float, Factor>(50));
  auto const left = hmt::detail::left_factor<Factor>(random_matrix<float>(1, rows, 50).source(), false, memory.data());
  matrix<float> together(rows, 21);
  packed.multiply_add(left, together.view);
  matrix<float> alone(rows, 21);
  for (std::size_t r = 0; r < rows; ++r) packed.multiply_add(left.row_block(r, 1), alone.view.row_block(r, 1));
  BOOST_TEST((alone.memory == together.memory));
}

BOOST_AUTO_TEST_CASE(a_register_of_pairs_is_rounded_as_one_pair_is) {
  using pairs = hmt::detail::bfloat16_pairs;
  using simd = hmt::detail::simd<float>;
  auto const infinity = std::numeric_limits<float>::infinity();
  auto const nan = std::numeric_limits<float>::quiet_NaN();
  for (float const even : {0.0F, -0.0F, 1.0F, 0x1.01p0F, 0x1.0101p0F, -0x1.03p0F, 1e-40F, infinity, -infinity, nan,
                           std::bit_cast<float>(0x7f800001U), std::numeric_limits<float>::max()})
    for (float const odd : {0x1.01p0F, nan, -3.7F}) {
      std::array<std::uint32_t, simd::size> found{};
      pairs::make(simd(even), simd(odd)).store_unaligned(found.data());
      for (auto const pair : found) BOOST_TEST(pair == pairs::make(even, odd));
    }
}

BOOST_AUTO_TEST_SUITE_END()
