// SPDX-License-Identifier: MIT
// Policies: what a task adds to the objective.
#pragma once

#include <concepts>
#include <ratio>
#include <string>

namespace hmt {

/// Requirements: `O::task_weight`, `O::tag_weight`: see `log_likelihood`; `O::description()`.
template <class O>
concept Objective = requires {
  { O::task_weight } -> std::convertible_to<double>;
  { O::tag_weight } -> std::convertible_to<double>;
  { O::description() } -> std::convertible_to<std::string>;
};

/// The log likelihood of the gold tags (eq. 6), summed over words, as a loss: TaskWeight times the sum of -log p, where
/// a word whose gold tag is not O counts TagWeight times (Zheng et al. 2017: 10). With both weights one, the sum over
/// tasks is eq. 7.
template <class TagWeight = std::ratio<1>, class TaskWeight = std::ratio<1>>
struct log_likelihood {
  static constexpr double task_weight = static_cast<double>(TaskWeight::num) / static_cast<double>(TaskWeight::den);
  static constexpr double tag_weight = static_cast<double>(TagWeight::num) / static_cast<double>(TagWeight::den);
  static_assert(task_weight >= 0 && tag_weight > 0, "weights of an objective are not negative");

  static std::string description() { return "log_likelihood<" + text<TagWeight>() + ", " + text<TaskWeight>() + ">"; }

 private:
  template <class Ratio>
  static std::string text() {
    return std::to_string(Ratio::num) + (Ratio::den == 1 ? "" : "/" + std::to_string(Ratio::den));
  }
};

}  // namespace hmt
