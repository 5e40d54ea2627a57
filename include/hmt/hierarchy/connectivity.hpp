// SPDX-License-Identifier: MIT
// Connectivity policies: which tasks' encoder outputs feed a task's encoder, besides the words.
#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>

namespace hmt {

/// Requirements: `S::first(k)`: task k sees the tasks from this number up to k - 1; `S::description`.
template <class S>
concept Connectivity = requires {
  { S::first(std::size_t{}) } -> std::same_as<std::size_t>;
  { S::description } -> std::convertible_to<std::string_view>;
};

namespace connectivity {

/// The words and the task directly below: the paper's hierarchy (figure 3).
struct task_below {
  static constexpr std::size_t first(std::size_t task) { return task == 0 ? 0 : task - 1; }
  static constexpr std::string_view description = "sees::task_below";
};

/// The words and all tasks below.
struct all_below {
  static constexpr std::size_t first(std::size_t) { return 0; }
  static constexpr std::string_view description = "sees::all_below";
};

/// Only the words: tasks share nothing but the embedding.
struct words_only {
  static constexpr std::size_t first(std::size_t task) { return task; }
  static constexpr std::string_view description = "sees::words_only";
};

}  // namespace connectivity
}  // namespace hmt
