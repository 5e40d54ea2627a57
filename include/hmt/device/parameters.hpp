// SPDX-License-Identifier: MIT
// The tensors of a model: names, shapes and groups, and their positions in one buffer.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/assert.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// The role of a tensor, which determines its initial values: random for a `weight` and for a `table`, whose rows are
/// looked up; given numbers for a `bias`.
enum class parameter_kind { weight, bias, table };

/// What a tensor's initial values depend on, besides its kind and shape.
struct first_values {
  std::size_t fan_out = 0;         ///< of a `weight`; 0: the number of its rows
  std::vector<double> given = {};  ///< values before anything is drawn; empty: zeros
};

/// A tensor's position in the buffer of a model's values. Dense tensors with gradients are at its front, at the same
/// offset as in the buffer of dense gradients; all others are counted from its end and have no dense gradient.
struct parameter_slot {
  std::size_t offset = 0;  ///< of the first element from the front; with `from_end`, from the end
  std::size_t rows = 0;
  std::size_t columns = 0;
  bool from_end = false;

  /// The tensor's view in a whole buffer of values or, without `from_end`, of dense gradients.
  template <class T>
  [[nodiscard]] matrix_view<T> matrix(std::span<T> buffer) const {
    HMT_ASSERT(offset <= buffer.size() && rows * columns <= buffer.size() - first(buffer.size()));
    return {buffer.data() + first(buffer.size()), rows, columns};
  }
  template <class T>
  [[nodiscard]] std::span<T> vector(std::span<T> buffer) const {
    return buffer.subspan(first(buffer.size()), rows * columns);
  }
  /// Its begin in a buffer of this length.
  [[nodiscard]] std::size_t first(std::size_t length) const { return from_end ? length - offset : offset; }
  /// Its extent in the buffer: its elements and the gap after them.
  [[nodiscard]] std::size_t allotted() const { return (rows * columns + alignment - 1) / alignment * alignment; }

  static constexpr std::size_t alignment = 16;  ///< of all tensors, in elements: 64 bytes for float
};

/// The position of a table with a row-sparse gradient: the rows that a batch reads.
struct sparse_slot : parameter_slot {
  std::size_t number = 0;  ///< among such tables
};

/// How the tensors of a group are trained and saved. A training run reads the settings when it begins.
struct parameter_group {
  std::string name;
  bool trainable = true;   ///< false: frozen. No step changes it, and clipping ignores its gradient
  double rate_factor = 1;  ///< on the learning rate; finite and above 0
  /// Decoupled (Loshchilov & Hutter 2019): before each step, p -= learning rate * weight_decay * p, with the rate of
  /// the group in that step. Finite and at least 0.
  double weight_decay = 0;
  bool saved = true;  ///< whether model files contain it
};

/// A named tensor of a model.
struct parameter {
  std::string name;                ///< as in model files
  std::vector<std::size_t> shape;  ///< one or two extents
  parameter_kind kind = parameter_kind::weight;
  parameter_slot slot;
  first_values first;
  std::size_t group = 0;                       ///< a number of `parameter_list::groups`
  std::optional<std::size_t> sparse_number{};  ///< of a table with a row-sparse gradient
};

/// All tensors of a model, in the order in which its layers declared them, which is also their order in files. The gaps
/// between them hold zeros and stay zero.
class parameter_list {
 public:
  /// Opens a group, or continues the existing one of this name: tensors added next belong to it. Tensors of a group
  /// opened as frozen have no gradients, so it cannot be trained later. Without a group, tensors belong to `model`.
  parameter_list& in_group(parameter_group group) {
    for (group_ = 0; group_ < groups_.size(); ++group_)
      if (groups_[group_].name == group.name) return *this;
    groups_.push_back(std::move(group));
    return *this;
  }

  /// A matrix `(rows, columns)`.
  parameter_slot add(std::string name, parameter_kind kind, std::size_t rows, std::size_t columns,
                     first_values first = {}) {
    return add({std::move(name), {rows, columns}, kind, {0, rows, columns}, std::move(first)}).slot;
  }
  /// A vector.
  parameter_slot add(std::string name, parameter_kind kind, std::size_t size, first_values first = {}) {
    return add({std::move(name), {size}, kind, {0, 1, size}, std::move(first)}).slot;
  }
  /// A table `(rows, columns)` with a gradient only for the rows that a batch reads; see `parameter_gradients`.
  sparse_slot add_sparse(std::string name, std::size_t rows, std::size_t columns) {
    parameter table{std::move(name), {rows, columns}, parameter_kind::table, {0, rows, columns}, {}};
    table.sparse_number = sparse_tables_++;
    return {add(std::move(table)).slot, sparse_tables_ - 1};
  }

  [[nodiscard]] std::vector<parameter> const& all() const { return parameters_; }
  /// The tensor of this name, or null.
  [[nodiscard]] parameter const* find(std::string_view name) const {
    for (auto const& each : parameters_)
      if (each.name == name) return &each;
    return nullptr;
  }
  [[nodiscard]] std::vector<parameter_group>& groups() { return groups_; }
  [[nodiscard]] std::vector<parameter_group> const& groups() const { return groups_; }

  /// The length of the buffer of values.
  [[nodiscard]] std::size_t size() const { return dense_size_ + rest_size_; }
  /// The length of the buffer of dense gradients.
  [[nodiscard]] std::size_t dense_size() const { return dense_size_; }
  [[nodiscard]] std::size_t sparse_tables() const { return sparse_tables_; }

 private:
  parameter const& add(parameter tensor) {
    if (groups_.empty()) groups_.push_back({"model"});
    tensor.group = group_;
    auto const size = tensor.slot.allotted();
    tensor.slot.from_end = tensor.sparse_number || !groups_[group_].trainable;
    if (tensor.slot.from_end)
      tensor.slot.offset = rest_size_ += size;
    else
      tensor.slot.offset = std::exchange(dense_size_, dense_size_ + size);
    return parameters_.emplace_back(std::move(tensor));
  }

  std::vector<parameter> parameters_;
  std::vector<parameter_group> groups_;
  std::size_t group_ = 0;
  std::size_t dense_size_ = 0;
  std::size_t rest_size_ = 0;
  std::size_t sparse_tables_ = 0;
};

}  // namespace hmt
