// SPDX-License-Identifier: MIT
// Rows of a padded batch, and operations on them outside the recurrences.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <oneapi/dnnl/dnnl.hpp>
#include <stdexcept>
#include <vector>

namespace hmt::bench::onednn {

using values = std::vector<float>;

/// C (rows, columns) = op(A) op(B) + beta C, all row-major and without gaps except for the given leading dimensions.
inline void multiply(char op_a, char op_b, std::size_t rows, std::size_t columns, std::size_t terms, float const* a,
                     std::size_t a_stride, float const* b, std::size_t b_stride, float beta, float* c,
                     std::size_t c_stride) {
  auto const dim = [](std::size_t value) { return static_cast<dnnl_dim_t>(value); };
  if (dnnl::sgemm(op_a, op_b, dim(rows), dim(columns), dim(terms), 1.0F, a, dim(a_stride), b, dim(b_stride), beta, c,
                  dim(c_stride)) != dnnl::status::success)
    throw std::runtime_error("oneDNN refused a matrix product");
}

/// Sentences of these (decreasing) lengths, with row t * sentences + s for word t of sentence s.
struct padded_batch {
  std::size_t steps, sentences, words = 0;
  std::vector<std::size_t> reversed;  ///< [row]: row of its word when sentences are reversed; padding stays

  explicit padded_batch(std::vector<std::size_t> const& lengths) : steps(lengths.at(0)), sentences(lengths.size()) {
    for (std::size_t t = 0; t < steps; ++t)
      for (std::size_t s = 0; s < sentences; ++s)
        reversed.push_back((t < lengths[s] ? lengths[s] - 1 - t : t) * sentences + s);
    for (auto const length : lengths) words += length;
  }
  [[nodiscard]] std::size_t rows() const { return steps * sentences; }
};

/// to[row][first...] = from[place(row)][from_first...], `width` numbers per row; adds where `add`.
template <class Place>
void copy_rows(std::size_t rows, std::size_t width, float const* from, std::size_t from_stride, Place place, float* to,
               std::size_t to_stride, bool add = false) {
  for (std::size_t row = 0; row < rows; ++row) {
    auto const* const source = from + place(row) * from_stride;
    auto* const target = to + row * to_stride;
    if (add)
      std::transform(source, source + width, target, target, [](float a, float b) { return a + b; });
    else
      std::copy(source, source + width, target);
  }
}
inline std::size_t same_row(std::size_t row) { return row; }

inline void add_bias(values const& bias, std::size_t rows, float* to) {
  for (std::size_t row = 0; row < rows; ++row)
    std::transform(bias.begin(), bias.end(), to + row * bias.size(), to + row * bias.size(), std::plus<>());
}
inline void sum_rows(float const* from, std::size_t rows, values& into) {
  for (std::size_t row = 0; row < rows; ++row)
    std::transform(into.begin(), into.end(), from + row * into.size(), into.begin(), std::plus<>());
}

}  // namespace hmt::bench::onednn
