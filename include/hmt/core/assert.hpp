// SPDX-License-Identifier: MIT
// Assertions for debug builds, without cost elsewhere.
#pragma once

#include "hmt/core/host_device.hpp"

/// Ends the program with the condition, the file and the line on standard error unless the condition holds. It is
/// compiled only if the macro `HMT_ASSERTIONS` is defined, as in the presets `debug` and `sanitize`; define it for all
/// sources of a program or for none. In kernels it stops the kernel. A custom definition of `HMT_ASSERT` before the
/// first header of the library replaces it: an expression of type void, allowed in constexpr functions.
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
