// SPDX-License-Identifier: MIT
// The loss of scores as a function of the probabilities of their labels.
#pragma once

#include <cmath>

#include "hmt/core/host_device.hpp"

namespace hmt {

/// With p the probability of the row's label and K labels in all: -log p; or, with an exponent q above 0, (1 - p^q) / q
/// (`generalised_cross_entropy`); or, with a smoothing s above 0, the cross-entropy of a distribution that gives the
/// label 1 - s and divides s equally among all K (`smoothed_log_likelihood`). If both are set, only q counts.
struct label_loss {
  double exponent = 0;
  double smoothing = 0;
};

namespace detail {

/// The loss of one score, and its derivative with respect to the score.
template <class T>
struct sigmoid_loss {
  double loss;
  T gradient;
};

/// The loss of a score s that gives label 1 the probability 1 / (1 + exp(-s)) and label 0 the rest: a softmax over (0,
/// s).
template <class T>
HMT_HOST_DEVICE sigmoid_loss<T> sigmoid_loss_of(T score, bool label, T weight, label_loss rule) {
  T const power = std::exp(-std::abs(score));  // does not overflow
  T const probability = (score < 0 ? power : T(1)) / (T(1) + power);
  T const rest = std::log1p(power);
  // -log of the probabilities of the label and of the other one.
  auto const of_label = static_cast<double>(((score < 0) == label ? std::abs(score) : T(0)) + rest);
  auto const of_other = static_cast<double>(((score < 0) == label ? T(0) : std::abs(score)) + rest);
  auto const scale = static_cast<double>(weight);
  if (rule.exponent > 0)
    return {-scale * std::expm1(-rule.exponent * of_label) / rule.exponent,
            weight * static_cast<T>(std::exp(-rule.exponent * of_label)) * (probability - (label ? T(1) : T(0)))};
  double const share = rule.smoothing / 2;  // of the other label; 0 without smoothing
  return {scale * ((1 - share) * of_label + share * of_other),
          weight * (probability - static_cast<T>(label ? 1 - share : share))};
}

}  // namespace detail
}  // namespace hmt
