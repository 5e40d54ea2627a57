// SPDX-License-Identifier: MIT
// SIMD registers over runs of numbers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "hmt/device/cpu/target.hpp"

// GCC 12 warns about the deliberately undefined registers of its own AVX-512 intrinsics (its bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#include "hmt/device/cpu/neon.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// A register of the target architecture.
template <class T>
using simd = xsimd::batch<T>;

/// The number of such registers.
inline constexpr std::size_t simd_registers =
    std::is_base_of_v<xsimd::avx512f, xsimd::default_arch> || std::is_base_of_v<xsimd::neon64, xsimd::default_arch>
        ? 32
        : 16;

/// Loads a whole register from aligned memory once, for several uses: GCC 12 would reload it for each of up to four
/// uses, and loads instead of multiply-adds would limit the speed of products.
template <class T>
simd<T> load_once(T const* from) {
  auto const loaded = simd<T>::load_aligned(from);
#if defined(__x86_64__)
  auto value = loaded.data;
  asm("" : "+v"(value));
  return simd<T>(value);
#else
  return loaded;
#endif
}

// GCC 12 treats prefetch-only functions as dead code unless they are always inlined.

/// Prefetches into the L2 cache at a fixed distance ahead of `count` numbers that are about to be read. The hardware
/// prefetcher stops at each page boundary, and a step reads many pages.
template <class T>
[[gnu::always_inline]] inline void prefetch_l2(T const* from, std::size_t count) {
  constexpr std::size_t distance = 8192;  // bytes; half or twice as many work equally well
  constexpr std::size_t line = 64;
  for (std::size_t byte = 0; byte < count * sizeof(T); byte += line)
    __builtin_prefetch(reinterpret_cast<char const*>(from) + distance + byte, 0, 2);
}

/// Prefetches `count` numbers that are about to be read, at most a cache line, into the L1 cache.
template <class T>
[[gnu::always_inline]] inline void prefetch_read(T const* from, std::size_t count) {
  __builtin_prefetch(from, 0, 3);
  __builtin_prefetch(from + count - 1, 0, 3);
}

/// The same for the line of a number that is about to be written.
template <class T>
[[gnu::always_inline]] inline void prefetch_write(T const* to) {
  __builtin_prefetch(to, 1, 3);
}

/// Loads and stores a whole register.
template <class T>
struct whole_register {
  static simd<T> load(T const* from, T = T(0)) { return simd<T>::load_unaligned(from); }
  static void store(simd<T> const& values, T* to) { values.store_unaligned(to); }
};

// `load_some`, `store_some`: the first `count` numbers of a register, from none to all; the others are loaded as zero.

#if HMT_TARGET_BFLOAT16
/// sum + a b, each lane of a and b two bfloat16 whose products are both added.
inline simd<float> bfloat16_multiply_add(simd<std::uint32_t> const& a, simd<std::uint32_t> const& b,
                                         simd<float> const& sum) {
  return simd<float>(_mm512_dpbf16_ps(sum.data, (__m512bh)a.data, (__m512bh)b.data));
}
#endif

#if defined(__AVX512F__)
inline __m512 load_some(float const* from, std::size_t count) {
  return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1U << count) - 1), from);
}
inline void store_some(__m512 values, float* to, std::size_t count) {
  _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1U << count) - 1), values);
}
inline __m512d load_some(double const* from, std::size_t count) {
  return _mm512_maskz_loadu_pd(static_cast<__mmask8>((1U << count) - 1), from);
}
inline void store_some(__m512d values, double* to, std::size_t count) {
  _mm512_mask_storeu_pd(to, static_cast<__mmask8>((1U << count) - 1), values);
}
#elif defined(__AVX__)
/// All bits set in the first `count` lanes.
template <class Lane, std::size_t Lanes>
__m256i lane_mask(std::size_t count) {
  alignas(64) static constexpr auto bits = [] {
    std::array<Lane, 2 * Lanes> ones_and_zeros{};
    for (std::size_t lane = 0; lane < Lanes; ++lane) ones_and_zeros[lane] = -1;
    return ones_and_zeros;
  }();
  return _mm256_loadu_si256(reinterpret_cast<__m256i const*>(bits.data() + Lanes - count));
}
inline __m256 load_some(float const* from, std::size_t count) {
  return _mm256_maskload_ps(from, lane_mask<std::int32_t, 8>(count));
}
/// In pieces: a masked store takes some twenty times as long on AMD processors.
inline void store_some(__m256 values, float* to, std::size_t count) {
  if (count == 8) return _mm256_storeu_ps(to, values);
  auto rest = _mm256_castps256_ps128(values);
  if ((count & 4U) != 0) {
    _mm_storeu_ps(to, rest);
    rest = _mm256_extractf128_ps(values, 1);
    to += 4;
  }
  if ((count & 2U) != 0) {
    _mm_storel_pi(reinterpret_cast<__m64*>(to), rest);
    rest = _mm_movehl_ps(rest, rest);
    to += 2;
  }
  if ((count & 1U) != 0) _mm_store_ss(to, rest);
}
inline __m256d load_some(double const* from, std::size_t count) {
  return _mm256_maskload_pd(from, lane_mask<std::int64_t, 4>(count));
}
inline void store_some(__m256d values, double* to, std::size_t count) {
  if (count == 4) return _mm256_storeu_pd(to, values);
  auto rest = _mm256_castpd256_pd128(values);
  if ((count & 2U) != 0) {
    _mm_storeu_pd(to, rest);
    rest = _mm256_extractf128_pd(values, 1);
    to += 2;
  }
  if ((count & 1U) != 0) _mm_store_sd(to, rest);
}
#else
template <class T>
simd<T> load_some(T const* from, std::size_t count) {
  alignas(64) std::array<T, simd<T>::size> numbers{};
  std::copy_n(from, count, numbers.begin());
  return simd<T>::load_aligned(numbers.data());
}
template <class T>
void store_some(simd<T> const& values, T* to, std::size_t count) {
  alignas(64) std::array<T, simd<T>::size> numbers;
  values.store_aligned(numbers.data());
  std::copy_n(numbers.begin(), count, to);
}
#endif

/// Loads and stores the first `count` numbers of a register; the others are loaded as zero or `padding`, and not
/// stored.
template <class T>
struct partial_register {
  std::size_t count;

  [[nodiscard]] simd<T> load(T const* from) const { return load_some(from, count); }
  [[nodiscard]] simd<T> load(T const* from, T padding) const {
    alignas(64) std::array<T, simd<T>::size> numbers;
    numbers.fill(padding);
    std::copy_n(from, count, numbers.begin());
    return simd<T>::load_aligned(numbers.data());
  }
  void store(simd<T> const& values, T* to) const { store_some(values, to, count); }
};

/// Calls body(offset, access) for each register of `count` numbers, where `access` is a `whole_register` or, for the
/// remainder, a `partial_register`: a number's result does not depend on its position in the run.
template <class T, class Body>
void for_each_register(std::size_t count, Body&& body) {
  constexpr auto size = simd<T>::size;
  std::size_t offset = 0;
  for (; offset + size <= count; offset += size) body(offset, whole_register<T>{});
  if (offset < count) body(offset, partial_register<T>{count - offset});
}

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
