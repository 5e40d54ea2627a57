// SPDX-License-Identifier: MIT
// SIMD registers over runs of numbers, and the activations on them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

// GCC 12 takes the deliberately undefined registers of its own AVX-512 intrinsics for mistakes (its bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

namespace hmt::detail {

/// As many numbers as a register of the architecture compiled for holds.
template <class T>
using simd = xsimd::batch<T>;

/// Loads and stores a whole register.
template <class T>
struct whole_register {
  static simd<T> load(T const* from, T = T(0)) { return simd<T>::load_unaligned(from); }
  static void store(simd<T> const& values, T* to) { values.store_unaligned(to); }
};

/// Loads and stores the first `count` numbers of a register; the others are loaded as `padding` and not stored.
template <class T>
struct partial_register {
  std::size_t count;

  [[nodiscard]] simd<T> load(T const* from, T padding = T(0)) const {
    alignas(64) std::array<T, simd<T>::size> numbers;
    numbers.fill(padding);
    std::copy_n(from, count, numbers.begin());
    return simd<T>::load_aligned(numbers.data());
  }
  void store(simd<T> const& values, T* to) const {
    alignas(64) std::array<T, simd<T>::size> numbers;
    values.store_aligned(numbers.data());
    std::copy_n(numbers.begin(), count, to);
  }
};

/// Calls body(offset, access) for each register's worth of `count` numbers, `access` being a `whole_register` or, for a
/// rest, a `partial_register`: a number's result does not depend on where in the run it stands.
template <class T, class Body>
void for_each_register(std::size_t count, Body&& body) {
  constexpr auto size = simd<T>::size;
  std::size_t offset = 0;
  for (; offset + size <= count; offset += size) body(offset, whole_register<T>{});
  if (offset < count) body(offset, partial_register<T>{count - offset});
}

/// A bound on the error of `sigmoid` and `tanh` for |x| <= 80, in units in the last place (measured: 2.3 and 1.3).
inline constexpr double activation_error_ulp = 3;

/// 1 / (1 + exp(-x)).
template <class T>
simd<T> sigmoid(simd<T> const& x) {
  return simd<T>(T(1)) / (simd<T>(T(1)) + xsimd::exp(-x));
}

/// The hyperbolic tangent.
template <class T>
simd<T> tanh(simd<T> const& x) {
  return xsimd::tanh(x);
}

}  // namespace hmt::detail
