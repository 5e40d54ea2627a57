// SPDX-License-Identifier: MIT
// Ways to multiply in bfloat16 for tests: in SIMD registers, in tile registers emulated by plain code, and in AMX
// tiles.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <tuple>

#include "hmt/core/bfloat16.hpp"
#include "hmt/device/cpu/operand.hpp"

namespace hmt::testing {

/// The interface of `detail::amx_tiles` in plain code; its rows are as long as SIMD registers here. Wrong use ends the
/// program.
class emulated_tiles : public detail::tile_registers {
 public:
  static constexpr std::size_t row_elements = detail::simd<float>::size;
  static bool ready() { return true; }

  explicit emulated_tiles(heights const& rows) : rows_(rows) {
    require(!held_);
    held_ = true;
    for (auto const height : rows) require(height <= most_rows);
  }
  emulated_tiles(emulated_tiles const&) = delete;
  emulated_tiles& operator=(emulated_tiles const&) = delete;
  ~emulated_tiles() { held_ = false; }

  template <std::size_t Number, class Element>
  void load(Element const* from, std::size_t stride) {
    require(rows_.at(Number) > 0);
    for (std::size_t r = 0; r < rows_[Number]; ++r)
      std::memcpy(contents_[Number][r].data(), from + r * stride, 4 * row_elements);
  }
  template <std::size_t Number>
  void store(float* to, std::size_t stride) const {
    require(rows_.at(Number) > 0);
    for (std::size_t r = 0; r < rows_[Number]; ++r)
      std::memcpy(to + r * stride, contents_[Number][r].data(), 4 * row_elements);
  }
  template <std::size_t Sums, std::size_t A, std::size_t B>
  void multiply_add() {
    require(rows_.at(Sums) == rows_.at(A) && rows_.at(B) == row_elements);
    for (std::size_t r = 0; r < rows_[A]; ++r)
      for (std::size_t c = 0; c < row_elements; ++c) {
        float even = 0;
        float odd = 0;
        for (std::size_t k = 0; k < row_elements; ++k) {
          auto const a = contents_[A][r][k];
          auto const b = contents_[B][k][c];
          even += number(a << 16) * number(b << 16);
          odd += number(a & 0xffff0000U) * number(b & 0xffff0000U);
        }
        auto& sum = contents_[Sums][r][c];
        sum = std::bit_cast<std::uint32_t>(number(sum) + (even + odd));
      }
  }

 private:
  static void require(bool right) {
    if (!right) std::abort();
  }
  static float number(std::uint32_t bits) { return std::bit_cast<float>(bits); }

  static inline thread_local bool held_ = false;
  heights rows_;
  std::array<std::array<std::array<std::uint32_t, row_elements>, most_rows>, count> contents_{};
};

struct in_emulated_registers {};
#if HMT_AMX_TILES
/// In SIMD registers if the processor or the system does not provide AMX.
struct in_amx_registers {};
using every_bfloat16 = std::tuple<bfloat16, in_emulated_registers, in_amx_registers>;
#else
using every_bfloat16 = std::tuple<bfloat16, in_emulated_registers>;
#endif

}  // namespace hmt::testing

namespace hmt::detail {

template <>
struct operand_traits<float, testing::in_emulated_registers> : bfloat16_tiles<testing::emulated_tiles> {};
#if HMT_AMX_TILES
template <>
struct operand_traits<float, testing::in_amx_registers> : bfloat16_tiles<amx_tiles> {};
#endif

}  // namespace hmt::detail
