// SPDX-License-Identifier: MIT
// Padded rows for the memory of an LSTM's passes.
#pragma once

#include <cstddef>

#include "hmt/core/tensor.hpp"
#include "hmt/device/cpu/simd.hpp"
#include "hmt/device/host_buffer.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// A matrix (rows, columns) whose rows begin at cache lines, with a stride of an odd number of lines, so that the
/// numbers of a column, which sums over words read, are in different cache sets.
template <class T>
matrix_view<T> padded_rows(T* first, std::size_t rows, std::size_t columns) {
  constexpr std::size_t line = 64 / sizeof(T);
  auto const lines = (columns + line - 1) / line;
  return {first, rows, columns, (lines + (lines + 1) % 2) * line};
}

/// The same in `memory`, which grows if it is too small.
template <class T>
matrix_view<T> padded_rows(host_buffer<T>& memory, std::size_t rows, std::size_t columns) {
  memory.resize(rows * padded_rows<T>(nullptr, rows, columns).stride);
  return padded_rows(memory.data(), rows, columns);
}

/// The distance between the `hidden` numbers of consecutive gates in a row: whole registers, unless more than 1/32 of
/// the computation would be padding.
template <class T>
constexpr std::size_t gate_stride(std::size_t hidden) {
  auto const idle = (simd<T>::size - hidden % simd<T>::size) % simd<T>::size;
  return idle * 32 <= hidden ? hidden + idle : hidden;
}

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
