// SPDX-License-Identifier: MIT
// The policies of a model as values, and their spelling in its configuration.
#pragma once

#include <cstddef>
#include <string_view>
#include <tuple>
#include <vector>

#include "hmt/core/static_for.hpp"
#include "hmt/encoder/model_options.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/hierarchy/model_header.hpp"

namespace hmt::detail {

/// An embedding (`concatenated`) and tasks, bottom to top, with the numbers that their types leave open.
template <class Embedding, class... Tasks>
struct model_policies {
  Embedding embedding = {};
  std::tuple<Tasks...> tasks = {};

  /// Takes open numbers from options; stores names and values of those that are read in `numbers`, if it is not null.
  /// Throws `config_error` (`model-options`) for one out of range.
  static model_policies from(model_options const& options, open_numbers* numbers = nullptr) {
    policy_source const source(options, numbers);
    model_policies policies;
    detail::configure(policies.embedding, source);
    policies.for_each_task([&](auto& task, std::size_t) { task.configure([&](auto) { return source; }); });
    return policies;
  }

  /// Takes open numbers from a configuration. Compare it with `configuration` to see whether it matches these policies.
  static model_policies from(model_configuration const& configuration) {
    model_policies policies;
    detail::configure(policies.embedding, policy_source(configuration.embedding));
    policies.for_each_task([&](auto& task, std::size_t number) {
      task.configure([&](std::string_view part) { return policy_source(configuration.part(number, part)); });
    });
    return policies;
  }

  /// Embedding and tasks, spelled like the types with all numbers.
  [[nodiscard]] model_configuration configuration() const {
    return {embedding.description(), std::apply(
                                         [](Tasks const&... each) {
                                           return std::vector<model_configuration::task_parts>{each.configuration()...};
                                         },
                                         tasks)};
  }

 private:
  template <class F>
  void for_each_task(F const& f) {
    static_for<sizeof...(Tasks)>([&](auto k) { f(std::get<k>(tasks), k); });
  }
};

}  // namespace hmt::detail
