// SPDX-License-Identifier: MIT
// Ranges of the optimizers' hyper-parameters, and the number of steps until momentum has vanished.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "hmt/core/error.hpp"

namespace hmt::detail {

[[noreturn]] inline void refuse_hyper_parameter(std::string_view optimizer, std::string_view which,
                                                std::string_view expected, double found) {
  throw config_error("optimizer-options",
                     fmt::format("{}: expected {} {}, found {}", optimizer, which, expected, found));
}

/// Throws `config_error` (`optimizer-options`) unless the value is finite and above 0.
inline void require_positive(std::string_view optimizer, std::string_view which, double found) {
  if (!(found > 0) || !std::isfinite(found)) refuse_hyper_parameter(optimizer, which, "above 0", found);
}

/// Throws `config_error` (`optimizer-options`) unless the value is in [0, 1).
inline void require_below_one(std::string_view optimizer, std::string_view which, double found) {
  if (!(found >= 0 && found < 1)) refuse_hyper_parameter(optimizer, which, "at least 0 and below 1", found);
}

/// The number of zero-gradient steps after which the remaining movement, of which each step keeps `ratio`, is below the
/// rounding of its first step in T, with a thousandth to spare for rising rates; practically infinite for a ratio of 1
/// or more.
template <class T>
[[nodiscard]] std::uint32_t momentum_horizon(double ratio) {
  if (ratio == 0) return 0;
  if (!(ratio < 1)) return std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(
      std::min(std::ceil(std::log(std::numeric_limits<T>::epsilon() / 1000.0) / std::log(ratio)), 0x1p31));
}

}  // namespace hmt::detail
