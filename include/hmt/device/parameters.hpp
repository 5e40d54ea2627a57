// SPDX-License-Identifier: MIT
// The trained numbers of a model: one buffer, and the names, shapes and places of the tensors in it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/assert.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// What a tensor does, as far as its first values depend on it. Of a `table`, rows are looked up.
enum class parameter_kind { weight, gate_weight, peephole, bias, gate_bias, table };

/// A tensor's place in the parameter buffer. Gives views of any buffer of that layout: parameters, gradients, state.
struct parameter_slot {
  std::size_t offset = 0;
  std::size_t rows = 0;
  std::size_t columns = 0;

  template <class T>
  [[nodiscard]] matrix_view<T> matrix(std::span<T> buffer) const {
    HMT_ASSERT(offset <= buffer.size() && rows * columns <= buffer.size() - offset);
    return {buffer.data() + offset, rows, columns};
  }
  template <class T>
  [[nodiscard]] std::span<T> vector(std::span<T> buffer) const {
    return buffer.subspan(offset, rows * columns);
  }
};

/// A named tensor of a model.
struct parameter {
  std::string name;                ///< as in model files
  std::vector<std::size_t> shape;  ///< one or two extents
  parameter_kind kind = parameter_kind::weight;
  parameter_slot slot;
};

/// All dense tensors of a model in the order in which its layers asked for them. Each begins at a multiple of 64 bytes
/// (for float); the gaps hold zeros and stay zero.
class parameter_list {
 public:
  /// A matrix `(rows, columns)`. Allocates.
  parameter_slot add(std::string name, parameter_kind kind, std::size_t rows, std::size_t columns) {
    return add(std::move(name), kind, {rows, columns}, {size_, rows, columns});
  }
  /// A vector.
  parameter_slot add(std::string name, parameter_kind kind, std::size_t size) {
    return add(std::move(name), kind, {size}, {size_, 1, size});
  }

  [[nodiscard]] std::vector<parameter> const& all() const { return parameters_; }
  /// The length of the buffer.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  parameter_slot add(std::string name, parameter_kind kind, std::vector<std::size_t> shape, parameter_slot slot) {
    constexpr std::size_t alignment = 16;
    size_ += (slot.rows * slot.columns + alignment - 1) / alignment * alignment;
    parameters_.push_back({std::move(name), std::move(shape), kind, slot});
    return slot;
  }

  std::vector<parameter> parameters_;
  std::size_t size_ = 0;
};

/// The default policy of initial weights: matrices uniform in ±sqrt(6 / (fan in + fan out)) (Glorot & Bengio 2010), the
/// fan out of gate weights being that of one gate; biases and peepholes zero, but for the forget gate's bias, which is
/// one (Jozefowicz et al. 2015); tables uniform in ±sqrt(3 / columns), so that rows are about as long as unit vectors
/// (Lample et al. 2016). Any callable of this signature can stand in its place.
struct glorot_uniform {
  /// Fills `values`, the elements of `tensor` in row-major order, all zero before. Does not allocate.
  template <class T>
  void operator()(parameter const& tensor, std::span<T> values, random_engine& random) const {
    auto const gate_size = values.size() / 4;
    switch (tensor.kind) {
      case parameter_kind::weight:
        uniform(values, 6.0, tensor.slot.rows + tensor.slot.columns, random);
        break;
      case parameter_kind::gate_weight:
        uniform(values, 6.0, tensor.slot.rows / 4 + tensor.slot.columns, random);
        break;
      case parameter_kind::table:
        uniform(values, 3.0, tensor.slot.columns, random);
        break;
      case parameter_kind::gate_bias:
        std::ranges::fill(values.subspan(gate_size, gate_size), T{1});
        break;
      case parameter_kind::peephole:
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
