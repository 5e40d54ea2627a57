// SPDX-License-Identifier: MIT
// How many threads the host computes on, and jobs shared by them.
#pragma once

#include <algorithm>
#include <cstddef>

// The threads are those of `thread_pool.hpp`: directly, or, where hmt::kernels is linked and in that library's objects,
// through the library. What uses them is compiled differently then, so it is in a namespace of its own.
#if defined(HMT_KERNELS) || defined(HMT_KERNELS_OBJECT)
namespace hmt::detail {
/// What `thread_pool` is, defined in the library.
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

/// Part `number` of `parts` of about equal size into which `size` things in a row are split.
struct part {
  std::size_t first = 0;
  std::size_t count = 0;
};
[[nodiscard]] constexpr part part_of(std::size_t size, std::size_t number, std::size_t parts) {
  auto const begin = size * number / parts;
  return {begin, size * (number + 1) / parts - begin};
}

inline namespace HMT_THREADS_NAMESPACE {

/// Sets how many threads the host's devices compute on; 0: as many as the machine runs at once. Of the whole process:
/// call it before the work, not beside it. With the same number, results are the same to the bit. Allocates.
inline void set_threads(std::size_t count) { pool_of_process::resize(count); }

/// The number of threads set, at first 1.
[[nodiscard]] inline std::size_t threads() { return pool_of_process::size(); }

/// Calls job(0) ... job(count - 1), which share nothing that one of them writes: on `threads()` threads in any order,
/// or one after the other on one. Jobs may run jobs. Returns when all are done; throws what the first of them threw,
/// and those not begun by then are left out. Of its own accord it allocates nothing; the threads start at its first
/// use.
template <class Job>
void run_jobs(std::size_t count, Job const& job) {
  pool_of_process::run(count, &job,
                       [](void const* given, std::size_t number) { (*static_cast<Job const*>(given))(number); });
}

/// Calls body(part) for parts that together are `size` things: one a thread, or all in one where a thread would have
/// fewer than `least` things to do.
template <class Body>
void run_parts(std::size_t size, std::size_t least, Body const& body) {
  auto const parts = std::clamp<std::size_t>(size / std::max<std::size_t>(1, least), 1, threads());
  run_jobs(parts, [&](std::size_t number) { body(part_of(size, number, parts)); });
}

}  // namespace HMT_THREADS_NAMESPACE

}  // namespace hmt

#undef HMT_THREADS_NAMESPACE
