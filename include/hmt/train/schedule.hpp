// SPDX-License-Identifier: MIT
// Learning-rate schedules: warm-up, then constant, linear or cosine.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "hmt/core/enum_names.hpp"
#include "hmt/core/error.hpp"

namespace hmt {

/// How the learning rate falls after the warm-up: not at all, linearly, or along half a cosine (Loshchilov & Hutter
/// 2017, eq. 5, without restarts).
enum class schedule_shape { constant, linear, cosine };

namespace detail {

inline constexpr enum_names<schedule_shape, 3> schedule_shape_names{{"constant", "linear", "cosine"}};

}  // namespace detail

/// As in command lines and model files.
[[nodiscard]] constexpr std::string_view name_of(schedule_shape decay) { return detail::schedule_shape_names[decay]; }

/// Throws `config_error` (`schedule-name`) for an unknown name. Allocates only for the error.
[[nodiscard]] inline schedule_shape schedule_shape_of(std::string_view name) {
  if (auto const decay = detail::schedule_shape_names.find(name)) return *decay;
  throw config_error("schedule-name", fmt::format("expected a schedule, one of {}; found '{}'",
                                                  detail::schedule_shape_names.list(), name));
}

/// The factor on the learning rate, a function of the step number only, so that a step can be taken late.
struct learning_rate_schedule {
  schedule_shape decay = schedule_shape::constant;
  std::uint32_t warmup = 0;  ///< steps in which the rate rises; below `steps`
  std::uint32_t steps = 1;   ///< of the whole training

  /// For `steps` steps, of which a share `warmup_share` (in [0, 1)), rounded down, is the warm-up.
  [[nodiscard]] static learning_rate_schedule of(schedule_shape decay, double warmup_share, std::size_t steps) {
    return {decay, static_cast<std::uint32_t>(warmup_share * static_cast<double>(steps)),
            static_cast<std::uint32_t>(steps)};
  }

  /// Whether any two steps have different rates.
  [[nodiscard]] bool varies() const { return decay != schedule_shape::constant || warmup > 0; }

  /// For step `number`, from 1 on: number / (warmup + 1) up to the step `warmup`; after it, with x = (number - 1 -
  /// warmup) / (steps - warmup), 1, 1 - x or (1 + cos(pi x)) / 2. The step after the warm-up has the full rate, and no
  /// step of the training has rate 0. Past `steps` it is as at x = 1.
  [[nodiscard]] double factor(std::uint32_t number) const {
    if (number <= warmup) return number / (warmup + 1.0);
    double const passed = std::min(1.0, (number - 1.0 - warmup) / (static_cast<double>(steps) - warmup));
    switch (decay) {
      case schedule_shape::linear:
        return 1 - passed;
      case schedule_shape::cosine:
        return (1 + std::cos(std::numbers::pi * passed)) / 2;
      case schedule_shape::constant:
        break;
    }
    return 1;
  }
};

}  // namespace hmt
