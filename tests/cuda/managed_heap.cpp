// SPDX-License-Identifier: MIT
// A heap that a GPU can access, for tests that pass host memory to a device.
#include <cuda_runtime_api.h>

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory_resource>
#include <mutex>
#include <new>

namespace {

/// Managed memory for all allocations after `begin`; before that, malloc.
class managed_heap {
 public:
  static managed_heap& one() {
    alignas(managed_heap) static std::byte
        memory[sizeof(managed_heap)];  // never destroyed: used until the end of the program
    static auto* const heap = ::new (memory) managed_heap();
    return *heap;
  }
  /// From now on memory is managed. Ends the program if there is no GPU.
  void begin() {
    void* first = nullptr;
    if (cudaMallocManaged(&first, size, cudaMemAttachGlobal) != cudaSuccess) {
      std::puts("skipped: no device");
      std::exit(0);
    }
    first_ = reinterpret_cast<std::uintptr_t>(first);
    chunk_ = new (chunk_memory_) std::pmr::monotonic_buffer_resource(first, size, std::pmr::null_memory_resource());
    auto* const pool = new (pool_memory_) std::pmr::unsynchronized_pool_resource({0, std::size_t{64} << 20U}, chunk_);
    std::scoped_lock const lock(mutex_);
    pool_ = pool;
  }
  void* take(std::size_t bytes) {
    std::scoped_lock const lock(mutex_);
    auto* const memory = pool_ == nullptr ? std::malloc(bytes + header) : pool_->allocate(bytes + header, header);
    if (memory == nullptr) throw std::bad_alloc();
    *static_cast<std::size_t*>(memory) = bytes;
    return static_cast<std::byte*>(memory) + header;
  }
  void give_back(void* taken) {
    if (taken == nullptr) return;
    auto* const memory = static_cast<std::byte*>(taken) - header;
    auto const at = reinterpret_cast<std::uintptr_t>(memory);
    if (at < first_ || at >= first_ + size) return std::free(memory);
    std::scoped_lock const lock(mutex_);
    pool_->deallocate(memory, *reinterpret_cast<std::size_t*>(memory) + header, header);
  }

 private:
  static constexpr std::size_t size = std::size_t{8} << 30U;
  static constexpr std::size_t header = alignof(std::max_align_t);
  managed_heap() = default;

  std::mutex mutex_;
  std::uintptr_t first_ = size;  // nothing lies there
  std::pmr::memory_resource* chunk_ = nullptr;
  std::pmr::memory_resource* pool_ = nullptr;
  alignas(std::max_align_t) std::byte chunk_memory_[sizeof(std::pmr::monotonic_buffer_resource)];
  alignas(std::max_align_t) std::byte pool_memory_[sizeof(std::pmr::unsynchronized_pool_resource)];
};

struct use_managed_heap {
  use_managed_heap() { managed_heap::one().begin(); }
};
BOOST_TEST_GLOBAL_FIXTURE(use_managed_heap);

}  // namespace

void* operator new(std::size_t bytes) { return managed_heap::one().take(bytes); }
void operator delete(void* memory) noexcept { managed_heap::one().give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { managed_heap::one().give_back(memory); }
