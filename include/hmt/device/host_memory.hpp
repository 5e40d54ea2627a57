// SPDX-License-Identifier: MIT
// Memory and its copies, for the devices that compute on the host.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>

#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/host_buffer.hpp"

namespace hmt {

/// The base of host devices with the memory part of `Device`. Has no state; only buffers allocate.
template <std::floating_point T>
class host_memory {
 public:
  using value_type = T;
  template <class U>
  using buffer = host_buffer<U>;

  /// Copies spans of equal length. Throws `shape_error` (`length`).
  void upload(std::span<T const> host, std::span<T> to) const requires(!std::same_as<T, double>) { copy_all(host, to); }
  void upload(std::span<double const> host, std::span<double> to) const { copy_all(host, to); }
  void upload(std::span<row_index const> host, std::span<row_index> to) const { copy_all(host, to); }

  /// Copies spans of equal length. Throws `shape_error` (`length`).
  void download(std::span<T const> from, std::span<T> host) const requires(!std::same_as<T, double>) {
    copy_all(from, host);
  }
  void download(std::span<double const> from, std::span<double> host) const { copy_all(from, host); }
  void download(std::span<row_index const> from, std::span<row_index> host) const { copy_all(from, host); }

  /// Sets every element of the view to `value`.
  void fill(matrix_view<T> view, T value) const {
    for (std::size_t r = 0; r < view.rows; ++r) std::ranges::fill(view.row(r), value);
  }

  /// to = from. The views are the same or do not overlap. Throws `shape_error` (`shape`).
  void copy(matrix_view<T const> from, matrix_view<T> to) const {
    require_shape(to, from.rows, from.columns, "copy");
    for (std::size_t r = 0; r < from.rows; ++r) std::ranges::copy(from.row(r), to.row(r).begin());
  }

  /// to += from. The views are the same or do not overlap. Throws `shape_error` (`shape`).
  void add(matrix_view<T const> from, matrix_view<T> to) const {
    require_shape(to, from.rows, from.columns, "add");
    for (std::size_t r = 0; r < from.rows; ++r)
      std::ranges::transform(from.row(r), to.row(r), to.row(r).begin(), std::plus());
  }

  /// to -= from. The views are the same or do not overlap. Throws `shape_error` (`shape`).
  void subtract(matrix_view<T const> from, matrix_view<T> to) const {
    require_shape(to, from.rows, from.columns, "subtract");
    for (std::size_t r = 0; r < from.rows; ++r)
      std::ranges::transform(to.row(r), from.row(r), to.row(r).begin(), std::minus());
  }

 private:
  template <class U>
  static void copy_all(std::span<U const> from, std::span<U> to) {
    require_length(to.size(), from.size(), "copy between host and device");
    std::ranges::copy(from, to.begin());
  }
};

}  // namespace hmt
