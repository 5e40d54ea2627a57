// SPDX-License-Identifier: MIT
// Policies of initial weights.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "hmt/core/random.hpp"
#include "hmt/device/parameters.hpp"

namespace hmt {

/// The default policy of initial weights: matrices uniform in ±sqrt(6 / (fan in + fan out)) (Glorot & Bengio 2010),
/// where a matrix's fan in is its columns; tables uniform in ±sqrt(3 / columns), so that rows have about unit length
/// (Lample et al. 2016); biases keep their given values. Any callable with this signature can replace it.
struct glorot_uniform {
  /// Fills `values`, the elements of `tensor` in row-major order, initially those from `tensor.first`. Does not
  /// allocate.
  template <class T>
  void operator()(parameter const& tensor, std::span<T> values, random_engine& random) const {
    auto const& slot = tensor.slot;
    switch (tensor.kind) {
      case parameter_kind::weight:
        uniform(values, 6.0, slot.columns + (tensor.first.fan_out == 0 ? slot.rows : tensor.first.fan_out), random);
        break;
      case parameter_kind::table:
        uniform(values, 3.0, slot.columns, random);
        break;
      case parameter_kind::bias:
        break;
    }
  }

 private:
  template <class T>
  static void uniform(std::span<T> values, double share, std::size_t among, random_engine& random) {
    double const bound = std::sqrt(share / static_cast<double>(among));
    for (auto& value : values) value = static_cast<T>((2 * random.uniform() - 1) * bound);
  }
};

}  // namespace hmt
