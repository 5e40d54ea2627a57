// SPDX-License-Identifier: MIT
// The number of threads of the host, and parallel loops.
#pragma once

#include <algorithm>
#include <cstddef>

// The threads are those of `thread_pool.hpp`: used directly or, if hmt::kernels is linked and in that library's
// objects, through the library. Code that uses them is then compiled differently, so it is in a separate namespace.
#if defined(HMT_KERNELS) || defined(HMT_KERNELS_OBJECT)
namespace hmt::detail {
/// Like `thread_pool`, but defined in the library.
struct library_thread_pool {
  static void resize(std::size_t threads);
  [[nodiscard]] static std::size_t size();
  static void run(std::size_t jobs, void const* context, void (*job)(void const*, std::size_t));
};
}  // namespace hmt::detail
namespace hmt::inline threads_of_library {
using pool_of_process = hmt::detail::library_thread_pool;
}
#define HMT_THREADS_NAMESPACE threads_of_library
#else
#include "hmt/core/thread_pool.hpp"
namespace hmt::inline threads_of_headers {
using pool_of_process = hmt::detail::thread_pool;
}
#define HMT_THREADS_NAMESPACE threads_of_headers
#endif

namespace hmt {

/// Range `number` of `parts` ranges of about equal size that `size` consecutive items are split into.
struct index_range {
  std::size_t first = 0;
  std::size_t count = 0;
};
[[nodiscard]] constexpr index_range nth_range(std::size_t size, std::size_t number, std::size_t parts) {
  auto const begin = size * number / parts;
  return {begin, size * (number + 1) / parts - begin};
}

inline namespace HMT_THREADS_NAMESPACE {

/// Sets the number of threads of the host's devices, for the whole process; 0: one per hardware thread. Do not call it
/// while work runs. Results are bitwise reproducible for a given number.
inline void set_threads(std::size_t count) { pool_of_process::resize(count); }

/// The number of threads, initially 1.
[[nodiscard]] inline std::size_t threads() { return pool_of_process::size(); }

/// Calls job(0) ... job(count - 1) on `threads()` threads, in any order, or in sequence if there is one. Calls must not
/// share data that one of them writes; they may be nested. Returns when all are done. Rethrows the first exception;
/// calls that have not begun by then are skipped. Does not allocate; threads start at the first use.
template <class Job>
void parallel_for(std::size_t count, Job const& job) {
  pool_of_process::run(count, &job,
                       [](void const* given, std::size_t number) { (*static_cast<Job const*>(given))(number); });
}

/// Calls body(range) for ranges that together cover `size` items: one per thread, or fewer if a thread would get fewer
/// than `least` items.
template <class Body>
void parallel_for_ranges(std::size_t size, std::size_t least, Body const& body) {
  auto const parts = std::clamp<std::size_t>(size / std::max<std::size_t>(1, least), 1, threads());
  parallel_for(parts, [&](std::size_t number) { body(nth_range(size, number, parts)); });
}

}  // namespace HMT_THREADS_NAMESPACE

}  // namespace hmt

#undef HMT_THREADS_NAMESPACE
