// SPDX-License-Identifier: MIT
// The moving average of a model's parameters over the steps of its training.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "hmt/train/hyper_parameters.hpp"

namespace hmt {

/// The moving average of every parameter (Polyak & Juditsky 1992) during the steps of an optimizer. After step n,
/// average = d_n average + (1 - d_n) parameter with d_n = min(decay, (1 + n) / (10 + n)), as in TensorFlow's
/// ExponentialMovingAverage with `num_updates`: early on, the average covers about a ninth of the steps so far, so that
/// the initial values soon fade. The stored value is average - parameter, which a step multiplies by d_n after adding
/// the parameter's decrease. It is stored in a unit that shrinks with the product of all d_n: then a step only adds,
/// and a row of a table that does not move needs no work. If zero-gradient steps move parameters, they are replayed one
/// by one until the parameter rests, even if the optimizer has a closed form. The unit is renewed before it leaves the
/// range of float.
struct moving_average {
  double decay = 0;       ///< below 1; 0: there is no average
  double unit = 0;        ///< -log2 of the unit in which the differences are stored
  bool in_place = false;  ///< the parameters hold the averages, and the differences the trained parameters

  /// Throws `config_error` (`optimizer-options`) for a decay out of range.
  void check() const { detail::require_below_one("average", "decay", decay); }

  [[nodiscard]] bool kept() const { return decay > 0; }

  /// -log2 of d_1 d_2 ... d_number. As long as d_k is (1 + k) / (10 + k) the product telescopes.
  [[nodiscard]] double negative_log2_decay(std::uint32_t number) const {
    double const young = std::clamp(std::ceil((10 * decay - 1) / (1 - decay)) - 1, 0.0, static_cast<double>(number));
    double sum = (young - number) * std::log2(decay);
    for (int j = 2; j <= 10; ++j) sum += std::log2((young + j) / j);
    return sum;
  }

  /// -log2 of the unit of the differences in step `number`: the decay before it, rounded down to a multiple of 40. It
  /// changes once in 28 / (1 - decay) steps, and somewhat more often at first.
  [[nodiscard]] double unit_before(std::uint32_t number) const {
    return std::floor(negative_log2_decay(number - 1) / 40) * 40;
  }

  /// The factor by which a step multiplies a parameter's decrease before adding it to the difference; 0 without an
  /// average.
  [[nodiscard]] double step_weight(std::uint32_t number) const {
    return kept() ? std::exp2(negative_log2_decay(number - 1) - unit_before(number)) : 0;
  }

  /// log2 of the unit after this many steps relative to that of the stored differences: above -40, at most 0.
  [[nodiscard]] double difference_bits(std::uint32_t steps) const { return unit - negative_log2_decay(steps); }
};

}  // namespace hmt
