// SPDX-License-Identifier: MIT
// The threads of the process, by TBB; other code uses `parallel.hpp`.
#pragma once

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>

namespace hmt::detail {

/// The threads for jobs, and their number. TBB's threads sleep when there is no work.
class thread_pool {
 public:
  /// As `set_threads`.
  static void resize(std::size_t threads) {
    if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
    auto& pool = of_process();
    pool.count_ = threads;
    pool.arena_.reset();
    pool.limit_ = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism, threads);
    pool.arena_ = threads > 1 ? std::make_unique<tbb::task_arena>(static_cast<int>(threads)) : nullptr;
  }

  [[nodiscard]] static std::size_t size() { return of_process().count_; }

  /// job(context, 0) ... job(context, jobs - 1), as `parallel_for`. Behind pointers: TBB's algorithms are compiled
  /// once, not for each job.
  static void run(std::size_t jobs, void const* context, void (*job)(void const*, std::size_t)) {
    if (jobs < 2 || size() < 2) {
      for (std::size_t number = 0; number < jobs; ++number) job(context, number);
      return;
    }
    // TBB orders what precedes and follows a job; these two express this to tools that cannot see into TBB. Stored to,
    // since construction with a value orders nothing.
    std::atomic<std::size_t> given{0};
    std::atomic<std::size_t> done{0};
    given.store(jobs, std::memory_order_release);
    of_process().arena_->execute([&] {
      tbb::parallel_for(
          tbb::blocked_range<std::size_t>(0, jobs, 1),
          [&](tbb::blocked_range<std::size_t> const& numbers) {
            static_cast<void>(given.load(std::memory_order_acquire));
            for (auto number = numbers.begin(); number != numbers.end(); ++number) job(context, number);
            done.fetch_add(1, std::memory_order_acq_rel);
          },
          tbb::simple_partitioner());
    });
    static_cast<void>(done.load(std::memory_order_acquire));
  }

 private:
  static thread_pool& of_process() {
    static thread_pool pool;
    return pool;
  }

  std::atomic<std::size_t> count_{1};
  std::unique_ptr<tbb::global_control> limit_;  ///< TBB's own is the number of cores
  std::unique_ptr<tbb::task_arena> arena_;
};

}  // namespace hmt::detail
