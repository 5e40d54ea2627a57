// SPDX-License-Identifier: MIT
// Policies: what a task adds to the objective.
#pragma once

#include <concepts>
#include <ratio>
#include <string>

#include <fmt/core.h>

namespace hmt {

/// Requirements: `O::task_weight`, `O::tag_weight`: see `log_likelihood`; `O::exponent`: see
/// `generalised_cross_entropy`; `O::description()`.
template <class O>
concept Objective = requires {
  { O::task_weight } -> std::convertible_to<double>;
  { O::tag_weight } -> std::convertible_to<double>;
  { O::exponent } -> std::convertible_to<double>;
  { O::description() } -> std::convertible_to<std::string>;
};

namespace detail {

/// What the objectives have in common.
template <class TagWeight, class TaskWeight, class Exponent>
struct weighted_objective {
  static constexpr double task_weight = static_cast<double>(TaskWeight::num) / static_cast<double>(TaskWeight::den);
  static constexpr double tag_weight = static_cast<double>(TagWeight::num) / static_cast<double>(TagWeight::den);
  static constexpr double exponent = static_cast<double>(Exponent::num) / static_cast<double>(Exponent::den);
  static_assert(task_weight >= 0 && tag_weight > 0, "weights of an objective are not negative");

 protected:
  template <class Ratio>
  static std::string text() {
    return Ratio::den == 1 ? fmt::format("{}", Ratio::num) : fmt::format("{}/{}", Ratio::num, Ratio::den);
  }
};

}  // namespace detail

/// The log likelihood of the gold tags (eq. 6), summed over words, as a loss: TaskWeight times the sum of -log p, where
/// a word whose gold tag is not O counts TagWeight times (Zheng et al. 2017: 10). With both weights one, the sum over
/// tasks is eq. 7.
template <class TagWeight = std::ratio<1>, class TaskWeight = std::ratio<1>>
struct log_likelihood : detail::weighted_objective<TagWeight, TaskWeight, std::ratio<0>> {
  static std::string description() {
    return fmt::format("log_likelihood<{}, {}>", log_likelihood::template text<TagWeight>(),
                       log_likelihood::template text<TaskWeight>());
  }
};

/// In place of -log p, (1 - p^q) / q with q = Exponent, for labels of which some are wrong (Zhang & Sabuncu 2018,
/// who take 0.7): its gradient is p^q times that of -log p, so that a word whose gold tag the model does not believe
/// has little say. Between -log p, which it comes near as q goes to 0, and the mean absolute error at q = 1. Learning
/// begins slowly, since in the beginning nothing is believed. Weights as in `log_likelihood`.
template <class Exponent = std::ratio<7, 10>, class TagWeight = std::ratio<1>, class TaskWeight = std::ratio<1>>
struct generalised_cross_entropy : detail::weighted_objective<TagWeight, TaskWeight, Exponent> {
  static_assert(generalised_cross_entropy::exponent > 0 && generalised_cross_entropy::exponent <= 1,
                "the exponent of the generalised cross-entropy lies above 0 and not above 1");

  static std::string description() {
    return fmt::format("generalised_cross_entropy<{}, {}, {}>", generalised_cross_entropy::template text<Exponent>(),
                       generalised_cross_entropy::template text<TagWeight>(),
                       generalised_cross_entropy::template text<TaskWeight>());
  }
};

}  // namespace hmt
