// SPDX-License-Identifier: MIT
// Tile registers: Intel AMX.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "hmt/device/cpu/target.hpp"

/// Whether there is a class for AMX registers, whose rows are as long as the SIMD registers of AVX-512.
#if defined(__x86_64__) && defined(__AVX512F__) && defined(__linux__)
#define HMT_AMX_TILES 1
#else
#define HMT_AMX_TILES 0
#endif

#if HMT_AMX_TILES
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// Common properties of tile registers: eight of them, each of up to `most_rows` rows of `row_elements` elements of
/// four bytes: a float, or a pair of bfloat16.
struct tile_registers {
  static constexpr std::size_t count = 8;
  static constexpr std::size_t most_rows = 16;
  static constexpr std::size_t row_elements = 16;
  using heights = std::array<std::uint8_t, count>;  ///< rows of each register; 0: unused
};

#if HMT_AMX_TILES
/// The tiles of AMX-BF16. An object owns them for its thread, initially zero; one object at a time. Written in
/// assembly, since GCC's intrinsics accept only literal register numbers.
class amx_tiles : public tile_registers {
 public:
  /// Whether the processor has tiles and the system permits this process to use them. Permission is requested once;
  /// from then on the system refuses signal stacks (`sigaltstack`) that are too small for tiles.
  [[nodiscard]] static bool ready() {
    static bool const granted = [] {
      constexpr unsigned bfloat16_products = 1U << 22;
      constexpr unsigned registers = 1U << 24;
      unsigned eax = 0;
      unsigned ebx = 0;
      unsigned ecx = 0;
      unsigned edx = 0;
      if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0) return false;
      if ((edx & bfloat16_products) == 0 || (edx & registers) == 0) return false;
      constexpr long request_permission = 0x1023;  // ARCH_REQ_XCOMP_PERM of Linux
      constexpr long register_contents = 18;       // XFEATURE_XTILEDATA
      return syscall(SYS_arch_prctl, request_permission, register_contents) == 0;
    }();
    return granted;
  }

  explicit amx_tiles(heights const& rows) {
    struct alignas(64) configuration {
      std::uint8_t palette = 1;
      std::uint8_t first_row = 0;
      std::array<std::uint8_t, 14> reserved{};
      std::array<std::uint16_t, 16> row_bytes{};
      std::array<std::uint8_t, 16> rows{};
    } of;
    static_assert(sizeof(of) == 64);
    for (std::size_t number = 0; number < count; ++number) {
      of.rows[number] = rows[number];
      of.row_bytes[number] = rows[number] == 0 ? 0 : 4 * row_elements;
    }
    asm volatile("ldtilecfg %0" : : "m"(of));
  }
  amx_tiles(amx_tiles const&) = delete;
  amx_tiles& operator=(amx_tiles const&) = delete;
  ~amx_tiles() { asm volatile("tilerelease"); }

  /// Register `Number` = rows that begin `stride` elements apart.
  template <std::size_t Number, class Element>
  void load(Element const* from, std::size_t stride) {
    static_assert(sizeof(Element) == 4);
    asm volatile("tileloadd (%0,%1,1), %%tmm%c2" : : "r"(from), "r"(4 * stride), "i"(Number) : "memory");
  }
  template <std::size_t Number>
  void store(float* to, std::size_t stride) const {
    asm volatile("tilestored %%tmm%c2, (%0,%1,1)" : : "r"(to), "r"(4 * stride), "i"(Number) : "memory");
  }
  /// Register `Sums` += a b, with `A` (rows, inner) and `B` (inner, columns), each element holding two neighbours along
  /// the depth index. Sums over even and odd depth indices are accumulated separately, then added to the register.
  /// Denormal numbers count as zero.
  template <std::size_t Sums, std::size_t A, std::size_t B>
  void multiply_add() {
    asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" : : "i"(Sums), "i"(A), "i"(B));
  }
};
#endif

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
