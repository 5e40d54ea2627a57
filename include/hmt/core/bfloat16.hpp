// SPDX-License-Identifier: MIT
// The upper half of a float.
#pragma once

#include <bit>
#include <cstdint>

namespace hmt {

/// The upper 16 bits of a float: the range of float with eight significant bits. Never allocates.
struct bfloat16 {
  std::uint16_t bits = 0;

  bfloat16() = default;
  /// Rounds to nearest, ties to even; NaN stays NaN.
  explicit constexpr bfloat16(float value) {
    auto const all = std::bit_cast<std::uint32_t>(value);
    bool const number = (all & 0x7fffffffU) <= 0x7f800000U;
    bits = static_cast<std::uint16_t>(number ? (all + 0x7fffU + (all >> 16 & 1U)) >> 16 : all >> 16 | 0x40U);
  }
  explicit constexpr operator float() const { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
};

}  // namespace hmt
