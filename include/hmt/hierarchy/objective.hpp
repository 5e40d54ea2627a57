// SPDX-License-Identifier: MIT
// Policies: a task's term of the objective.
#pragma once

#include <concepts>
#include <cstddef>
#include <ratio>
#include <string>

#include <fmt/core.h>

#include "hmt/device/label_loss.hpp"
#include "hmt/encoder/policy_source.hpp"

namespace hmt {

/// Requirements of an objective policy `O`: `objective.task_weight`, `objective.tag_weight`: see `log_likelihood`;
/// `objective.rule()`: the loss of a word; `objective.description()`: its spelling in a model's configuration. All may
/// be static. A policy is a value that holds what its type leaves open (`policy_source`), default constructible.
template <class O>
concept Objective = std::default_initializable<O> && requires(O const objective) {
  { objective.task_weight } -> std::convertible_to<double>;
  { objective.tag_weight } -> std::convertible_to<double>;
  { objective.rule() } -> std::convertible_to<label_loss>;
  { objective.description() } -> std::convertible_to<std::string>;
};

namespace detail {

/// The common part of objectives: weights, each a `std::ratio` or `at_run_time`.
template <class TagWeight, class TaskWeight>
struct weighted_objective {
  open_number<TagWeight> tag_weight = {};
  open_number<TaskWeight> task_weight = {};
  static_assert(open_number<TaskWeight>() >= 0.0 && open_number<TagWeight>() > 0.0,
                "weights of an objective are not negative");

 protected:
  /// The weights are the arguments of its spelling from number `first` on.
  void configure_weights(policy_source const& from, std::size_t first) {
    from.read(first, tag_weight, "tag_weight", &model_options::tag_weight,
              {[](double weight) { return weight > 0 && weight <= largest_weight; }, "above 0 and at most a million"});
    from.read(first + 1, task_weight, "task_weight", &model_options::task_weight,
              {[](double weight) { return weight >= 0 && weight <= largest_weight; }, "from 0 to a million"});
  }
  [[nodiscard]] std::string weights() const { return spelled(tag_weight) + ", " + spelled(task_weight); }

 private:
  static constexpr double largest_weight = 1e6;
};

}  // namespace detail

/// The log likelihood of the gold tags (eq. 6), summed over words, as a loss: TaskWeight times the sum of -log p, where
/// a word whose gold tag is not O counts TagWeight times (Zheng et al. 2017: 10). With both weights one, the sum over
/// tasks is eq. 7. Open weights are `model_options::tag_weight` and `task_weight`.
template <class TagWeight = std::ratio<1>, class TaskWeight = std::ratio<1>>
struct log_likelihood : detail::weighted_objective<TagWeight, TaskWeight> {
  void configure(policy_source const& from) { this->configure_weights(from, 0); }
  static constexpr label_loss rule() { return {}; }
  [[nodiscard]] std::string description() const { return fmt::format("log_likelihood<{}>", this->weights()); }
};

/// (1 - p^q) / q with q = Exponent in place of -log p, for noisy labels (Zhang & Sabuncu 2018, who use 0.7): its
/// gradient is p^q times that of -log p, so that words with an improbable gold tag have little weight. It lies between
/// -log p, its limit for q to 0, and the mean absolute error at q = 1. Learning starts slowly, since initially all tags
/// are improbable. Weights as in `log_likelihood`; an open exponent is `model_options::exponent`.
template <class Exponent = std::ratio<7, 10>, class TagWeight = std::ratio<1>, class TaskWeight = std::ratio<1>>
struct generalised_cross_entropy : detail::weighted_objective<TagWeight, TaskWeight> {
  open_number<Exponent> exponent = {};
  static_assert(open_number<Exponent>() > 0.0 && open_number<Exponent>() <= 1.0,
                "the exponent of the generalised cross-entropy lies above 0 and not above 1");

  void configure(policy_source const& from) {
    from.read(0, exponent, "exponent", &model_options::exponent,
              {[](double value) { return value > 0 && value <= 1; }, "above 0 and at most 1"});
    this->configure_weights(from, 1);
  }
  [[nodiscard]] constexpr label_loss rule() const { return {.exponent = exponent}; }
  [[nodiscard]] std::string description() const {
    return fmt::format("generalised_cross_entropy<{}, {}>", spelled(exponent), this->weights());
  }
};

/// The log likelihood of smoothed labels: in the target distribution the gold tag has 1 - s and all tags share s, s =
/// Smoothing (Szegedy et al. 2016, who use 0.1). Keeps probabilities away from 0 and 1, which makes confidences more
/// informative. Weights as in `log_likelihood`; an open smoothing is `model_options::smoothing`.
template <class Smoothing = std::ratio<1, 10>, class TagWeight = std::ratio<1>, class TaskWeight = std::ratio<1>>
struct smoothed_log_likelihood : detail::weighted_objective<TagWeight, TaskWeight> {
  open_number<Smoothing> smoothing = {};
  static_assert(open_number<Smoothing>() > 0.0 && open_number<Smoothing>() < 1.0,
                "the smoothing of labels lies above 0 and below 1");

  void configure(policy_source const& from) {
    from.read(0, smoothing, "smoothing", &model_options::smoothing,
              {[](double value) { return value > 0 && value < 1; }, "above 0 and below 1"});
    this->configure_weights(from, 1);
  }
  [[nodiscard]] constexpr label_loss rule() const { return {.smoothing = smoothing}; }
  [[nodiscard]] std::string description() const {
    return fmt::format("smoothed_log_likelihood<{}, {}>", spelled(smoothing), this->weights());
  }
};

}  // namespace hmt
