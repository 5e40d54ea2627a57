// SPDX-License-Identifier: MIT
// The values of a model's tensors on a device, and the training settings of their groups.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/parameters.hpp"

namespace hmt {

/// All values of a model's tensors in one buffer on device `D`, in the layout of a `parameter_list`: the model as seen
/// by optimizers, model files and exports. Movable; only one thread at a time may change it.
template <class D>
class parameter_store {
 public:
  using value_type = typename D::value_type;

  /// Zeros for these tensors.
  explicit parameter_store(parameter_list list) : list_(std::move(list)) { values_.resize(list_.size()); }

  /// Names, shapes and positions of the tensors.
  [[nodiscard]] parameter_list const& list() const { return list_; }
  /// All values, in the device's memory.
  [[nodiscard]] std::span<value_type> values() { return values_.view(); }
  [[nodiscard]] std::span<value_type const> values() const { return values_.view(); }

  /// The values of a tensor, a vector as one row. Throws `config_error` (`parameter-name`).
  [[nodiscard]] matrix_view<value_type> tensor(std::string_view name) { return slot_of(name).matrix(values()); }
  [[nodiscard]] matrix_view<value_type const> tensor(std::string_view name) const {
    return slot_of(name).matrix(values());
  }

  /// A group's settings, mutable. Throws `config_error` (`parameter-group`) for an unknown name.
  [[nodiscard]] parameter_group& group(std::string_view name) { return list_.groups()[number_of_group(name)]; }
  [[nodiscard]] parameter_group const& group(std::string_view name) const {
    return list_.groups()[number_of_group(name)];
  }
  [[nodiscard]] parameter_group const& group_of(parameter const& tensor) const { return list_.groups()[tensor.group]; }

  /// All values on the host.
  [[nodiscard]] std::vector<float> download(D& device) const {
    std::vector<value_type> host(list_.size());
    device.download(values(), std::span(host));
    if constexpr (std::is_same_v<value_type, float>)
      return host;
    else
      return {host.begin(), host.end()};
  }

 private:
  [[nodiscard]] std::size_t number_of_group(std::string_view name) const {
    auto const& groups = list_.groups();
    for (std::size_t number = 0; number < groups.size(); ++number)
      if (groups[number].name == name) return number;
    std::string names;
    for (auto const& each : groups) names += (names.empty() ? "" : ", ") + each.name;
    throw config_error("parameter-group",
                       fmt::format("expected a group of the model's parameters, one of {}; found '{}'", names, name));
  }
  [[nodiscard]] parameter_slot slot_of(std::string_view name) const {
    if (auto const* found = list_.find(name)) return found->slot;
    throw config_error("parameter-name", fmt::format("expected a tensor of the model, found '{}'", name));
  }

  parameter_list list_;
  typename D::template buffer<value_type> values_;
};

}  // namespace hmt
