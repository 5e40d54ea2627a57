// SPDX-License-Identifier: MIT
// Checks of what the code itself has to get right, for builds that look for mistakes; they cost nothing elsewhere.
#pragma once

#include "hmt/core/host_device.hpp"

/// Ends the program with the condition, the file and the line on standard error unless the condition holds. It is
/// compiled only where the macro `HMT_ASSERTIONS` is defined, as it is by the presets `debug` and `sanitize`; define it
/// for all sources of a program or for none. In kernels it stops the kernel. A definition of `HMT_ASSERT` of one's own,
/// before the first header of the library, takes its place: an expression of type void, allowed in constexpr functions.
#ifndef HMT_ASSERT
#ifdef HMT_ASSERTIONS
#include <cstdio>
#include <cstdlib>

namespace hmt::detail {

[[noreturn]] HMT_HOST_DEVICE inline void assertion_failed(char const* condition, char const* file, int line) {
#ifdef __CUDA_ARCH__
  printf("%s:%d: assertion failed: %s\n", file, line, condition);
  __trap();
#else
  std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
  std::abort();
#endif
}

}  // namespace hmt::detail

#define HMT_ASSERT(...) \
  ((__VA_ARGS__) ? static_cast<void>(0) : ::hmt::detail::assertion_failed(#__VA_ARGS__, __FILE__, __LINE__))
#else
#define HMT_ASSERT(...) static_cast<void>(0)
#endif
#endif
