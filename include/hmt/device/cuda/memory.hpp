// SPDX-License-Identifier: MIT
// Memory of a GPU, and copies to, from and within it.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include "hmt/core/host_device.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"

namespace hmt {

/// Owns memory of `Platform`, zero when new. `resize` allocates only past the largest size so far, and then waits for
/// the device; not thread-safe.
template <class U, class Platform>
requires std::is_trivially_copyable_v<U>
class cuda_buffer {
 public:
  cuda_buffer() = default;
  cuda_buffer(cuda_buffer&& other) noexcept
      : memory_(std::exchange(other.memory_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  cuda_buffer& operator=(cuda_buffer&& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~cuda_buffer() { Platform::release(memory_); }

  /// Makes room for `size` elements. Old content is lost when memory is new. Throws `memory_error` (`device-memory`).
  void resize(std::size_t size) {
    if (size > capacity_) {
      Platform::release(std::exchange(memory_, nullptr));
      size_ = capacity_ = 0;
      memory_ = static_cast<U*>(Platform::allocate(size * sizeof(U)));
      capacity_ = size;
    }
    size_ = size;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] U* data() { return memory_; }
  [[nodiscard]] U const* data() const { return memory_; }
  [[nodiscard]] std::span<U> view() { return {memory_, size_}; }
  [[nodiscard]] std::span<U const> view() const { return {memory_, size_}; }

 private:
  U* memory_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// The memory part of `cuda`. Has no state; only buffers allocate.
template <std::floating_point T, class Platform>
class cuda_memory {
 public:
  using value_type = T;
  template <class U>
  using buffer = cuda_buffer<U, Platform>;

  /// Copies spans of equal length; the host's may be reused at once. Throws `shape_error` (`length`).
  void upload(std::span<T const> host, std::span<T> to) const requires(!std::same_as<T, double>) { send(host, to); }
  void upload(std::span<double const> host, std::span<double> to) const { send(host, to); }
  void upload(std::span<row_index const> host, std::span<row_index> to) const { send(host, to); }

  /// Copies spans of equal length, after all earlier operations. Throws `shape_error` (`length`).
  void download(std::span<T const> from, std::span<T> host) const requires(!std::same_as<T, double>) {
    fetch(from, host);
  }
  void download(std::span<double const> from, std::span<double> host) const { fetch(from, host); }
  void download(std::span<row_index const> from, std::span<row_index> host) const { fetch(from, host); }

  /// Sets every element of the view to `value`.
  void fill(matrix_view<T> view, T value) const {
    Platform::for_each(view.rows * view.columns,
                       [=] HMT_HOST_DEVICE(std::size_t k) { view(k / view.columns, k % view.columns) = value; });
  }

  /// to = from. The views are the same or do not overlap. Throws `shape_error` (`shape`).
  void copy(matrix_view<T const> from, matrix_view<T> to) const {
    require_shape(to, from.rows, from.columns, "copy");
    Platform::for_each(to.rows * to.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
      to(k / to.columns, k % to.columns) = from(k / to.columns, k % to.columns);
    });
  }

  /// to += from. The views are the same or do not overlap. Throws `shape_error` (`shape`).
  void add(matrix_view<T const> from, matrix_view<T> to) const {
    require_shape(to, from.rows, from.columns, "add");
    Platform::for_each(to.rows * to.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
      to(k / to.columns, k % to.columns) += from(k / to.columns, k % to.columns);
    });
  }

  /// to -= from. The views are the same or do not overlap. Throws `shape_error` (`shape`).
  void subtract(matrix_view<T const> from, matrix_view<T> to) const {
    require_shape(to, from.rows, from.columns, "subtract");
    Platform::for_each(to.rows * to.columns, [=] HMT_HOST_DEVICE(std::size_t k) {
      to(k / to.columns, k % to.columns) -= from(k / to.columns, k % to.columns);
    });
  }

 private:
  template <class U>
  static void send(std::span<U const> host, std::span<U> to) {
    require_length(to.size(), host.size(), "copy between host and device");
    Platform::to_device(host.data(), to.data(), host.size_bytes());
  }
  template <class U>
  static void fetch(std::span<U const> from, std::span<U> host) {
    require_length(host.size(), from.size(), "copy between host and device");
    Platform::to_host(from.data(), host.data(), from.size_bytes());
  }
};

}  // namespace hmt
