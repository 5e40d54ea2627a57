// SPDX-License-Identifier: MIT
// Policies: what a task adds to the objective.
#pragma once

#include <concepts>
#include <ratio>
#include <string>

#include <fmt/core.h>

#include "hmt/device/label_loss.hpp"

namespace hmt {

/// Requirements: `O::task_weight`, `O::tag_weight`: see `log_likelihood`; `O::rule`: what a word's loss is;
/// `O::description()`.
template <class O>
concept Objective = requires {
  { O::task_weight } -> std::convertible_to<double>;
  { O::tag_weight } -> std::convertible_to<double>;
  { O::rule } -> std::convertible_to<label_loss>;
  { O::description() } -> std::convertible_to<std::string>;
};

namespace detail {

/// A ratio as a number.
template <class Ratio>
inline constexpr double number = static_cast<double>(Ratio::num) / static_cast<double>(Ratio::den);

/// What the objectives have in common.
template <class TagWeight, class TaskWeight>
struct weighted_objective {
  static constexpr double task_weight = number<TaskWeight>;
  static constexpr double tag_weight = number<TagWeight>;
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
struct log_likelihood : detail::weighted_objective<TagWeight, TaskWeight> {
  static constexpr label_loss rule{};

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
struct generalised_cross_entropy : detail::weighted_objective<TagWeight, TaskWeight> {
  static constexpr label_loss rule{.exponent = detail::number<Exponent>};
  static_assert(rule.exponent > 0 && rule.exponent <= 1,
                "the exponent of the generalised cross-entropy lies above 0 and not above 1");

  static std::string description() {
    return fmt::format("generalised_cross_entropy<{}, {}, {}>", generalised_cross_entropy::template text<Exponent>(),
                       generalised_cross_entropy::template text<TagWeight>(),
                       generalised_cross_entropy::template text<TaskWeight>());
  }
};

/// The log likelihood of tags that are not quite believed: the gold tag has 1 - s of the probability to be learnt and
/// all tags share s, s = Smoothing (Szegedy et al. 2016, who take 0.1). Keeps probabilities from going to 0 and 1, so
/// that confidences say more. Weights as in `log_likelihood`.
template <class Smoothing = std::ratio<1, 10>, class TagWeight = std::ratio<1>, class TaskWeight = std::ratio<1>>
struct smoothed_log_likelihood : detail::weighted_objective<TagWeight, TaskWeight> {
  static constexpr label_loss rule{.smoothing = detail::number<Smoothing>};
  static_assert(rule.smoothing > 0 && rule.smoothing < 1, "the smoothing of labels lies above 0 and below 1");

  static std::string description() {
    return fmt::format("smoothed_log_likelihood<{}, {}, {}>", smoothed_log_likelihood::template text<Smoothing>(),
                       smoothed_log_likelihood::template text<TagWeight>(),
                       smoothed_log_likelihood::template text<TaskWeight>());
  }
};

}  // namespace hmt
