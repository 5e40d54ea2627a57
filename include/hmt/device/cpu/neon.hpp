// SPDX-License-Identifier: MIT
// Quotients and roots of floats in NEON registers, rounded as on other processors.
#pragma once

#if defined(__aarch64__)
#include <arm_neon.h>

#include <xsimd/xsimd.hpp>

// xsimd estimates them, since 32-bit ARM has no such instructions: they are some units in the last place off, and the
// root of infinity is no number. Batches find no overloads that are declared after them, so these are specialisations,
// and hold for all of a program's batches.
namespace xsimd::kernel {

template <>
inline batch<float, neon64> div(batch<float, neon64> const& a, batch<float, neon64> const& b,
                                requires_arch<neon>) noexcept {
  return {vdivq_f32(a.data, b.data)};
}
template <>
inline batch<float, neon64> sqrt(batch<float, neon64> const& a, requires_arch<neon>) noexcept {
  return {vsqrtq_f32(a.data)};
}

}  // namespace xsimd::kernel
#endif
