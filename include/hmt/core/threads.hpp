// SPDX-License-Identifier: MIT
// How many threads the host computes on, and jobs shared by them.
#pragma once

#ifndef HMT_KERNELS_OBJECT
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>
#endif

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <utility>

namespace hmt {

namespace detail {

/// A job behind pointers: TBB's algorithms then are compiled once, not for each job.
struct any_job {
  void const* job;
  void (*call)(void const*, std::size_t);
  void operator()(std::size_t number) const { call(job, number); }
};

}  // namespace detail

#ifdef HMT_KERNELS_OBJECT

// The objects of hmt::kernels share no code with the program, so they ask the library for the program's threads.
namespace detail {
[[nodiscard]] std::size_t program_threads();
void run_program_jobs(std::size_t count, any_job job);
inline void run_any_jobs(std::size_t count, any_job job) { run_program_jobs(count, job); }
}  // namespace detail
[[nodiscard]] inline std::size_t threads() { return detail::program_threads(); }

#else

namespace detail {

/// The threads that jobs run on, and their number. TBB's threads sleep when there is no work.
struct thread_pool {
  std::atomic<std::size_t> count{1};
  std::unique_ptr<tbb::global_control> limit;  ///< TBB's own is the number of cores
  std::unique_ptr<tbb::task_arena> arena;
};

inline thread_pool& threads_of_process() {
  static thread_pool pool;
  return pool;
}

}  // namespace detail

/// Sets how many threads the host's devices compute on; 0: as many as the machine runs at once. Of the whole process:
/// call it before the work, not beside it. With the same number, results are the same to the bit. Allocates.
inline void set_threads(std::size_t count) {
  if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
  auto& pool = detail::threads_of_process();
  pool.count = count;
  pool.arena.reset();
  pool.limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism, count);
  pool.arena = count > 1 ? std::make_unique<tbb::task_arena>(static_cast<int>(count)) : nullptr;
}

/// The number of threads set, at first 1.
[[nodiscard]] inline std::size_t threads() { return detail::threads_of_process().count; }

namespace detail {

inline void run_any_jobs(std::size_t count, any_job job) {
  if (count < 2 || threads() < 2) {
    for (std::size_t number = 0; number < count; ++number) job(number);
    return;
  }
  // What goes before a job and what goes after it is ordered by TBB; these two say so to tools that cannot look into
  // it. Stored, since to be constructed with a value orders nothing.
  std::atomic<std::size_t> given{0};
  std::atomic<std::size_t> done{0};
  given.store(count, std::memory_order_release);
  threads_of_process().arena->execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, count, 1),
        [&](tbb::blocked_range<std::size_t> const& numbers) {
          static_cast<void>(given.load(std::memory_order_acquire));
          for (auto number = numbers.begin(); number != numbers.end(); ++number) job(number);
          done.fetch_add(1, std::memory_order_acq_rel);
        },
        tbb::simple_partitioner());
  });
  static_cast<void>(done.load(std::memory_order_acquire));
}

}  // namespace detail

#endif

/// Calls job(0) ... job(count - 1), which share nothing that one of them writes: on `threads()` threads in any order,
/// or one after the other on one. Jobs may run jobs. Returns when all are done; throws what the first of them threw,
/// and those not begun by then are left out. Of its own accord it allocates nothing; the threads start at its first
/// use.
template <class Job>
void run_jobs(std::size_t count, Job const& job) {
  detail::run_any_jobs(
      count, {&job, [](void const* given, std::size_t number) { (*static_cast<Job const*>(given))(number); }});
}

/// Part `number` of `parts` of about equal size into which `size` things in a row are split.
struct part {
  std::size_t first = 0;
  std::size_t count = 0;
};
[[nodiscard]] constexpr part part_of(std::size_t size, std::size_t number, std::size_t parts) {
  auto const begin = size * number / parts;
  return {begin, size * (number + 1) / parts - begin};
}

/// Calls body(part) for parts that together are `size` things: one a thread, or all in one where a thread would have
/// fewer than `least` things to do.
template <class Body>
void run_parts(std::size_t size, std::size_t least, Body const& body) {
  auto const parts = std::clamp<std::size_t>(size / std::max<std::size_t>(1, least), 1, threads());
  run_jobs(parts, [&](std::size_t number) { body(part_of(size, number, parts)); });
}

}  // namespace hmt
