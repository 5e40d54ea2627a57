// SPDX-License-Identifier: MIT
// Shared by the tests of devices: the devices, tolerances, matrices of random numbers, packed layouts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#ifdef __CUDACC__
#include "cuda/waiting_platform.hpp"
#else
#include "cuda/host_platform.hpp"
#endif
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"

namespace hmt::testing {

#ifdef __CUDACC__
template <class T>
using a_cuda = waiting_cuda<T>;
using every_device = std::tuple<a_cuda<float>, a_cuda<double>>;
#else
template <class T>
using a_cuda = cuda_on_host<T>;
using every_device =
    std::tuple<reference<float>, reference<double>, cpu<float>, cpu<double>, a_cuda<float>, a_cuda<double>>;
#endif
/// The host devices, which can check row and label numbers.
using every_host_device = std::tuple<reference<float>, reference<double>, cpu<float>, cpu<double>>;
using every_element_type = std::tuple<float, double>;

/// Tolerances of results for numbers of about size 1; their single definition.
template <class T>
struct tolerance;
template <>
struct tolerance<float> {
  static constexpr double result = 2e-5;    ///< one operation, sums of some hundred terms
  static constexpr double gradient = 2e-4;  ///< passes through time
};
template <>
struct tolerance<double> {
  static constexpr double result = 1e-13;
  static constexpr double gradient = 1e-12;
  static constexpr double difference_step = 1e-4;   ///< of central differences
  static constexpr double difference = 1e-6;        ///< relative error of a derivative against central differences
  static constexpr double difference_floor = 1e-2;  ///< derivatives below this size count as of this size
};

/// The largest distance of two runs of numbers, relative to the number if that is above 1; NaN counts as infinite.
template <class T>
double distance(std::span<T const> a, std::span<T const> b) {
  if (a.size() != b.size()) return INFINITY;
  double largest = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    auto const apart = std::abs(static_cast<double>(a[k]) - static_cast<double>(b[k]));
    auto const size = std::max(1.0, std::abs(static_cast<double>(b[k])));
    if (!(apart / size <= largest)) largest = std::isnan(apart) ? INFINITY : apart / size;
  }
  return largest;
}

/// The relative error of a derivative against one by differences.
inline double derivative_error(double derivative, double by_differences) {
  return std::abs(derivative - by_differences) /
         std::max(tolerance<double>::difference_floor, std::abs(derivative) + std::abs(by_differences));
}

/// A matrix that owns its memory, with a stride larger than necessary.
template <class T>
struct matrix {
  std::vector<T> memory;
  matrix_view<T> view;

  matrix() = default;
  matrix(std::size_t rows, std::size_t columns, std::size_t gap = 0) : memory(rows * (columns + gap)) {
    view = {memory.data(), rows, columns, columns + gap};
  }
  matrix(matrix&& other) = default;
  matrix& operator=(matrix&& other) = default;
  matrix(matrix const& other) : memory(other.memory), view(other.view) { view.data = memory.data(); }
  matrix& operator=(matrix const&) = delete;

  std::span<T const> all() const { return memory; }
  matrix_view<T const> source() const { return view; }
};

/// A matrix of numbers from -0.5 to 0.5, also in the gaps, that depend only on the seed.
template <class T>
matrix<T> random_matrix(std::uint64_t seed, std::size_t rows, std::size_t columns, std::size_t gap = 0) {
  matrix<T> made(rows, columns, gap);
  random_engine engine({.seed = seed});
  for (auto& number : made.memory) number = static_cast<T>(engine.uniform() - 0.5);
  return made;
}

/// A matrix of these numbers, row by row.
template <class T>
matrix<T> matrix_of(std::size_t columns, std::vector<T> numbers) {
  matrix<T> made;
  made.memory = std::move(numbers);
  made.view = {made.memory.data(), made.memory.size() / columns, columns};
  return made;
}

/// The offsets of a packed batch of sentences of these lengths, longest first.
inline std::vector<hmt::row_index> offsets_of(std::vector<std::size_t> const& lengths) {
  std::vector<hmt::row_index> offsets{0};
  for (std::size_t time = 0; !lengths.empty() && time < lengths.front(); ++time) {
    auto const width = std::ranges::count_if(lengths, [time](std::size_t length) { return length > time; });
    offsets.push_back(offsets.back() + static_cast<hmt::row_index>(width));
  }
  return offsets;
}

/// Whether an error has this code and a message that contains all of these.
template <class Error>
auto says(std::string code, std::vector<std::string> parts) {
  return [code = std::move(code), parts = std::move(parts)](Error const& error) {
    std::string const text = error.what();
    return error.code() == code &&
           std::ranges::all_of(parts, [&text](auto const& part) { return text.find(part) != std::string::npos; });
  };
}

}  // namespace hmt::testing
