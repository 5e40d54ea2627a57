// SPDX-License-Identifier: MIT
// How many threads the host computes on, and a second thread that waits for work.
#pragma once

#include <cblas.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace hmt {

namespace detail {

inline std::atomic<std::size_t> thread_count{1};

/// Whether this thread already runs a job of `run_both`; jobs inside jobs then run one after the other.
inline thread_local bool runs_shared_job = false;

/// A thread that sleeps until it is handed a job. Serves one caller at a time; never allocates after its construction.
class helper_thread {
 public:
  helper_thread() : thread_([this] { serve(); }) {}
  helper_thread(helper_thread const&) = delete;
  helper_thread& operator=(helper_thread const&) = delete;
  ~helper_thread() {
    {
      std::lock_guard const lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  /// Runs `here` on the calling thread while the helper runs `there`; returns when both are done. What either throws is
  /// thrown here, that of `here` first.
  template <class Here, class There>
  void run_both(Here&& here, There&& there) {
    std::exception_ptr failure;
    auto job = [&there] { there(); };
    start([](void* that) { (*static_cast<decltype(job)*>(that))(); }, &job);
    try {
      here();
    } catch (...) {
      failure = std::current_exception();
    }
    auto const other = finish();
    if (failure == nullptr) failure = other;
    if (failure != nullptr) std::rethrow_exception(failure);
  }

 private:
  void start(void (*call)(void*), void* job) {
    {
      std::lock_guard const lock(mutex_);
      call_ = call;
      job_ = job;
    }
    changed_.notify_all();
  }

  std::exception_ptr finish() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return call_ == nullptr; });
    return std::exchange(failure_, nullptr);
  }

  void serve() {
    runs_shared_job = true;
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return call_ != nullptr || ending_; });
      if (ending_) return;
      lock.unlock();
      std::exception_ptr failure;
      try {
        call_(job_);
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      failure_ = failure;
      call_ = nullptr;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  void (*call_)(void*) = nullptr;
  void* job_ = nullptr;
  std::exception_ptr failure_;
  bool ending_ = false;
  std::thread thread_;  ///< last: it starts with the other members in place
};

}  // namespace detail

/// Sets how many threads the host's devices compute on; 0: as many as the machine runs at once. Of the whole process:
/// call it before the work, not beside it. With the same number, results are the same to the bit.
inline void set_threads(std::size_t count) {
  if (count == 0) count = std::thread::hardware_concurrency();
  if (count == 0) count = 1;
  detail::thread_count = count;
  openblas_set_num_threads(static_cast<int>(count));
}

/// The number of threads set, at first 1.
[[nodiscard]] inline std::size_t threads() { return detail::thread_count; }

/// Runs two jobs that share nothing: at the same time where `threads()` allows it, BLAS keeping to one thread in each,
/// else one after the other (so too inside such a job). Returns when both are done; throws what they throw. Each
/// calling thread starts its own second thread once, which allocates; later calls do not.
template <class First, class Second>
void run_both(First&& first, Second&& second) {
  if (threads() < 2 || detail::runs_shared_job) {
    first();
    second();
    return;
  }
  thread_local detail::helper_thread helper;
  struct sharing {
    sharing() {
      detail::runs_shared_job = true;
      openblas_set_num_threads(1);
    }
    ~sharing() {
      detail::runs_shared_job = false;
      openblas_set_num_threads(static_cast<int>(threads()));
    }
    sharing(sharing const&) = delete;
    sharing& operator=(sharing const&) = delete;
  } const scope;
  helper.run_both(first, second);
}

}  // namespace hmt
