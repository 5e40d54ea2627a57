// SPDX-License-Identifier: MIT
// An optimizer's data for a model's parameters, in parts with equal settings.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/parameter_store.hpp"
#include "hmt/device/parameters.hpp"

namespace hmt {

/// Adjacent parameters with equal settings, with the numbers that training keeps for each.
template <class D>
struct optimizer_part {
  using values = typename D::template buffer<typename D::value_type>;

  std::size_t first = 0;         ///< of the store's values
  std::size_t size = 0;          ///< how many
  double rate_factor = 1;        ///< see `parameter_group`
  double weight_decay = 0;       ///< see `parameter_group`
  std::vector<values> states{};  ///< of the optimizer
  values difference{};           ///< of the `moving_average`; empty if there is none
};

/// A table that is trained row by row.
template <class D>
struct optimizer_table : optimizer_part<D> {
  sparse_slot slot;
  std::vector<std::uint32_t> last_step{};  ///< [row]: the last step applied to it; 0: none
};

/// All trained parts of a model.
template <class D>
struct optimizer_parts {
  std::vector<optimizer_part<D>> dense;
  std::vector<optimizer_table<D>> tables;

  /// The parts of all groups that are not frozen, with this many states and, if requested, differences, all zero.
  /// Throws `config_error` (`parameter-group`) for a setting out of range. Allocates this many times the size of the
  /// trained parameters.
  optimizer_parts(parameter_store<D> const& store, std::size_t states, bool with_moving_average, double learning_rate) {
    for (auto const& each : store.list().groups()) check(each, learning_rate);
    for (auto const& tensor : store.list().all()) {
      auto const& group = store.group_of(tensor);
      if (!group.trainable) continue;
      optimizer_part<D> part{tensor.slot.first(store.list().size()), tensor.slot.allotted(), group.rate_factor,
                             group.weight_decay};
      if (tensor.sparse_number) {
        part.size = tensor.slot.rows * tensor.slot.columns;
        auto const rows = tensor.slot.rows;
        tables.push_back({std::move(part), {tensor.slot, *tensor.sparse_number}, std::vector<std::uint32_t>(rows)});
      } else if (tensor.slot.from_end) {
        refuse(group.name, "to stay frozen, as the model was made with it", "one to be trained");
      } else if (dense.empty() || !joins(dense.back(), part)) {
        dense.push_back(std::move(part));
      } else {
        dense.back().size += part.size;
      }
    }
    for (auto& part : dense) allocate(part, states, with_moving_average);
    for (auto& table : tables) allocate(table, states, with_moving_average);
  }

 private:
  static bool joins(optimizer_part<D> const& one, optimizer_part<D> const& next) {
    return one.first + one.size == next.first && one.rate_factor == next.rate_factor &&
           one.weight_decay == next.weight_decay;
  }
  static void allocate(optimizer_part<D>& part, std::size_t states, bool with_moving_average) {
    for (std::size_t k = 0; k < states; ++k) part.states.emplace_back().resize(part.size);
    if (with_moving_average) part.difference.resize(part.size);
  }

  static void check(parameter_group const& group, double learning_rate) {
    if (!(group.rate_factor > 0) || !std::isfinite(group.rate_factor))
      refuse(group.name, "with a finite factor on the learning rate above 0", std::to_string(group.rate_factor));
    if (!(group.weight_decay >= 0) || learning_rate * group.rate_factor * group.weight_decay >= 1)
      refuse(group.name, "with a weight decay of at least 0 that takes less than all of a parameter in a step",
             std::to_string(group.weight_decay));
  }
  [[noreturn]] static void refuse(std::string const& group, std::string const& expected, std::string const& found) {
    throw config_error("parameter-group",
                       "parameters '" + group + "': expected a group " + expected + ", found " + found);
  }
};

}  // namespace hmt
