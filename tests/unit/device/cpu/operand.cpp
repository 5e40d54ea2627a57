// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/operand.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "hmt/core/bfloat16.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/cpu/packed_matrix.hpp"
#include "hmt/device/reference.hpp"
#include "unit/device/bfloat16_checks.hpp"
#include "unit/device/cpu/matrix_operands.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_cpu_factor)

using namespace hmt::testing;

BOOST_AUTO_TEST_CASE(what_is_tested_is_compiled_for_the_target) {
  auto const* const wanted = std::getenv("HMT_TARGET");
  BOOST_TEST_MESSAGE("target: " << hmt::cpu<float>::target());
  if (wanted != nullptr) BOOST_TEST(hmt::cpu<float>::target() == wanted);
}

#if HMT_AMX_TILES
BOOST_AUTO_TEST_CASE(the_registers_of_amx_are_used_where_they_are) {
  std::ifstream file("/proc/cpuinfo");
  std::string const processor{std::istreambuf_iterator<char>(file), {}};
  bool const offered = processor.find("amx_bf16") != std::string::npos;
  BOOST_TEST(hmt::detail::amx_tiles::ready() == offered);
  BOOST_WARN_MESSAGE(offered, "no AMX here: its kernel runs on a stand-in alone");
}
#endif

BOOST_AUTO_TEST_CASE_TEMPLATE(bfloat16_products_are_those_of_rounded_factors, Operand, every_bfloat16) {
  hmt::reference<float> plain;
  hmt::detail::packed_matrix<float, Operand> packed;
  hmt::host_buffer<std::uint32_t> memory;
  auto const rounded = [](auto matrix) {
    for (auto& number : matrix.memory) number = static_cast<float>(hmt::bfloat16(number));
    return matrix;
  };
  for (std::size_t const rows : {0, 1, 2, 7, 16, 17, 33, 97})
    for (std::size_t const columns : {1, 8, 33, 70})
      for (std::size_t const depth : {1, 2, 7, 385})
        for (bool const transposed : {false, true}) {
          auto const a = random_matrix<float>(1, rows, depth, 2);
          auto const b =
              transposed ? random_matrix<float>(2, columns, depth, 1) : random_matrix<float>(2, depth, columns, 1);
          auto expected = random_matrix<float>(3, rows, columns, 5);
          auto found = expected;
          plain.multiply(hmt::transpose::no, transposed ? hmt::transpose::yes : hmt::transpose::no, 1,
                         rounded(a).source(), rounded(b).source(), 1, expected.view);
          packed.pack(b.source(), transposed);
          packed.multiply_add_shared(a.source(), false, found.view, memory);
          BOOST_TEST(distance(found.all(), expected.all()) <= tolerance<float>::result);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_device_in_bfloat16_computes_with_rounded_factors, Operand, every_bfloat16) {
  check_gradients_of_weights_in_bfloat16<hmt::cpu<float, Operand>>();
  check_lstm_in_bfloat16<hmt::cpu<float, Operand>>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_row_in_bfloat16_has_the_same_bits_whatever_rows_are_beside_it, Operand,
                              every_bfloat16) {
  constexpr std::size_t rows = 103;
  hmt::detail::packed_matrix<float, Operand> packed;
  packed.pack(random_matrix<float>(2, 50, 21).source(), false);
  hmt::host_buffer<std::uint32_t> memory;
  memory.resize(rows * hmt::detail::elements_of<float, Operand>(50));
  auto const left = hmt::detail::make_lhs<Operand>(random_matrix<float>(1, rows, 50).source(), false, memory.data());
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
