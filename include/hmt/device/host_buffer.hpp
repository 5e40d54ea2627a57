// SPDX-License-Identifier: MIT
// Memory of the devices that compute on the host.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace hmt {

/// Owns memory aligned to 64 bytes (a cache line, and the widest SIMD register). Large buffers use huge pages if Linux
/// has them, for fewer page faults and TLB misses. `resize` allocates only past the largest size so far; not
/// thread-safe.
template <class T>
requires std::is_trivially_copyable_v<T>
class host_buffer {
 public:
  host_buffer() = default;
  explicit host_buffer(std::size_t size) { resize(size); }
  host_buffer(host_buffer&& other) noexcept
      : memory_(std::move(other.memory_)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  host_buffer& operator=(host_buffer&& other) noexcept {
    memory_ = std::move(other.memory_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  /// Makes room for `size` elements. New memory is zero; old content is lost when memory is new. Throws
  /// `std::bad_alloc`.
  void resize(std::size_t size) {
    if (size > capacity_) {
      auto const bytes = size * sizeof(T);
      auto const alignment = bytes < large_page ? std::align_val_t{64} : std::align_val_t{large_page};
      memory_ = {static_cast<T*>(::operator new(bytes, alignment)), release{alignment}};
#ifdef MADV_HUGEPAGE
      // Only advice: if ignored, pages are small and nothing else changes.
      if (bytes >= large_page) static_cast<void>(::madvise(memory_.get(), bytes, MADV_HUGEPAGE));
#endif
      std::memset(static_cast<void*>(memory_.get()), 0, bytes);
      capacity_ = size;
    }
    size_ = size;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] T* data() { return memory_.get(); }
  [[nodiscard]] T const* data() const { return memory_.get(); }
  [[nodiscard]] std::span<T> view() { return {memory_.get(), size_}; }
  [[nodiscard]] std::span<T const> view() const { return {memory_.get(), size_}; }

 private:
  static constexpr std::size_t large_page = std::size_t{2} << 20;
  struct release {
    std::align_val_t alignment{64};
    void operator()(T* memory) const { ::operator delete(memory, alignment); }
  };
  std::unique_ptr<T, release> memory_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace hmt
