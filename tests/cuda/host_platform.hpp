// SPDX-License-Identifier: MIT
// A stand-in for the GPU: the kernels of the device `cuda` in loops on the host. What it cannot show is what only a GPU
// does: races between lanes, launches, and the libraries' own arithmetic.
#pragma once

#include <sys/mman.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <set>

#include "hmt/device/concept.hpp"
#include "hmt/device/cuda/cuda.hpp"
#include "hmt/device/reference/products.hpp"

namespace hmt::testing {

/// Memory that can be locked: whoever reads or writes it then is killed, as on a GPU's memory. Never given back.
class lockable_memory {
 public:
  static lockable_memory& all() {
    static lockable_memory one;
    return one;
  }
  void* take(std::size_t bytes) {
    auto const first = used_;
    used_ += (bytes + 63) / 64 * 64;
    if (used_ > size) throw std::bad_alloc();
    return first_ + first;
  }
  void lock(bool locked) {
    if (locked != locked_) ::mprotect(first_, size, locked ? PROT_NONE : PROT_READ | PROT_WRITE);
    locked_ = locked;
  }
  [[nodiscard]] bool locked() const { return locked_; }

 private:
  static constexpr std::size_t size = std::size_t{1} << 30U;
  lockable_memory()
      : first_(static_cast<char*>(
            ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))) {
    if (first_ == MAP_FAILED) throw std::bad_alloc();
  }
  char* first_;
  std::size_t used_ = 0;
  bool locked_ = false;
};

/// What the stand-in was asked for, to be looked at by tests.
struct host_platform_log {
  std::size_t allocations = 0;
  std::size_t downloads = 0;
  std::size_t graphs_recorded = 0;
  std::size_t graphs_replayed = 0;
};

/// See `cuda_platform`. While `only_kernels_see_memory` lives, everybody else who touches it is killed.
class host_platform {
 public:
  static host_platform_log& log() {
    static host_platform_log numbers;
    return numbers;
  }
  struct only_kernels_see_memory {
    only_kernels_see_memory() { lockable_memory::all().lock(true); }
    ~only_kernels_see_memory() { lockable_memory::all().lock(false); }
  };

  static bool available() { return true; }
  static void* allocate(std::size_t bytes) {
    ++log().allocations;
    return lockable_memory::all().take(bytes);
  }
  static void release(void*) noexcept {}
  static void to_device(void const* host, void* device, std::size_t bytes) {
    at_work const now;
    if (bytes > 0) std::memcpy(device, host, bytes);
  }
  static void to_host(void const* device, void* host, std::size_t bytes) {
    ++log().downloads;
    at_work const now;
    if (bytes > 0) std::memcpy(host, device, bytes);
  }
  static void wait() {}

  template <class Body>
  static void for_each(std::size_t items, Body const& body) {
    at_work const now;
    for (std::size_t item = 0; item < items; ++item) body(item);
  }
  template <class Body>
  static void for_each_team(std::size_t items, Body const& body) {
    at_work const now;
    for (std::size_t item = 0; item < items; ++item) body(item, cuda_team());
  }
  template <class T, class Factor>
  static void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                       matrix_view<T> c) {
    at_work const now;
    reference_products<T>().multiply(ta, tb, alpha, a, b, beta, c);
  }
  template <class First, class Second>
  static void beside(First const& first, Second const& second) {
    first();
    second();
  }

  /// Runs anew what a GPU would replay, but counts what it would have had to record.
  class graphs {
   public:
    using key = std::array<std::uintptr_t, 40>;
    template <class Record>
    void replay(key const& what, Record const& record) {
      if (seen_.insert(what).second) ++log().graphs_recorded;
      ++log().graphs_replayed;
      record();
    }

   private:
    std::set<key> seen_;
  };

 private:
  struct at_work {
    at_work() : locked(lockable_memory::all().locked()) { lockable_memory::all().lock(false); }
    ~at_work() { lockable_memory::all().lock(locked); }
    bool locked;
  };
};

/// The device `cuda` on the stand-in.
template <class T>
using cuda_on_host = cuda<T, T, host_platform>;

static_assert(Device<cuda_on_host<float>> && Device<cuda_on_host<double>>);

}  // namespace hmt::testing
