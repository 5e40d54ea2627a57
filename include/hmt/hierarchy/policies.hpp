// SPDX-License-Identifier: MIT
// The policies of a model as values, and their spelling in its configuration.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "hmt/core/json.hpp"
#include "hmt/core/static_for.hpp"
#include "hmt/encoder/model_options.hpp"
#include "hmt/encoder/policy_source.hpp"

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
  static model_policies from(json_value const& configuration) {
    auto const text = [](json_value const& object, std::string_view key) -> std::string_view {
      auto const found = object.is_object() ? object.find(key) : object.end();
      return found != object.end() && found->is_string() ? found->get_ref<std::string const&>() : std::string_view();
    };
    model_policies policies;
    detail::configure(policies.embedding, policy_source(text(configuration, "embedding")));
    auto const tasks = configuration.is_object() ? configuration.value("tasks", json_value()) : json_value();
    policies.for_each_task([&](auto& task, std::size_t number) {
      task.configure([&](std::string_view part) {
        return policy_source(tasks.is_array() && number < tasks.size() ? text(tasks[number], part)
                                                                       : std::string_view());
      });
    });
    return policies;
  }

  /// Embedding and tasks, spelled like the types with all numbers.
  [[nodiscard]] json_value configuration() const {
    json_value json{{"embedding", embedding.description()}, {"tasks", json_value::array()}};
    auto const add = [&](auto const& task) {
      auto parts = json_value::object();
      for (auto& [part, spelling] : task.configuration()) parts[part] = spelling;
      json["tasks"].push_back(std::move(parts));
    };
    std::apply([&](Tasks const&... each) { (add(each), ...); }, tasks);
    return json;
  }

 private:
  template <class F>
  void for_each_task(F const& f) {
    static_for<sizeof...(Tasks)>([&](auto k) { f(std::get<k>(tasks), k); });
  }
};

}  // namespace hmt::detail
