// SPDX-License-Identifier: MIT
// Padded rows for the memory of an LSTM's passes.
#pragma once

#include <cstddef>

#include "hmt/core/tensor.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/host_buffer.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// A matrix (rows, columns) whose rows begin with a cache line, an odd number of lines from one to the next: numbers of
/// one column, as sums over words read them, lie in different sets of a cache.
template <class T>
matrix_view<T> padded_rows(T* first, std::size_t rows, std::size_t columns) {
  constexpr std::size_t line = 64 / sizeof(T);
  auto const lines = (columns + line - 1) / line;
  return {first, rows, columns, (lines + (lines + 1) % 2) * line};
}

/// The same in `memory`, which grows where it is too small.
template <class T>
matrix_view<T> padded_rows(host_buffer<T>& memory, std::size_t rows, std::size_t columns) {
  memory.resize(rows * padded_rows<T>(nullptr, rows, columns).stride);
  return padded_rows(memory.data(), rows, columns);
}

/// From the beginning of a gate's `hidden` numbers in a row to that of the next gate's: whole registers, unless more
/// than a 32nd of what is computed would then be idle.
template <class T>
constexpr std::size_t gate_stride(std::size_t hidden) {
  auto const idle = (simd<T>::size - hidden % simd<T>::size) % simd<T>::size;
  return idle * 32 <= hidden ? hidden + idle : hidden;
}

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
