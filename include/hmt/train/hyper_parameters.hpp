// SPDX-License-Identifier: MIT
// Ranges of the optimizers' hyper-parameters.
#pragma once

#include <cmath>
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

/// Throws `config_error` (`optimizer-options`) unless the value lies in [0, 1).
inline void require_below_one(std::string_view optimizer, std::string_view which, double found) {
  if (!(found >= 0 && found < 1)) refuse_hyper_parameter(optimizer, which, "at least 0 and below 1", found);
}

}  // namespace hmt::detail
