// SPDX-License-Identifier: MIT
// Checks for numbers that are not finite, from which a training does not recover.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/parameter_store.hpp"

namespace hmt::detail {

inline constexpr std::string_view divergence_remedy =
    "expected a finite number; saved models are unchanged; try a lower learning rate or a lower "
    "limit for the gradient's norm";

/// Throws `numeric_error` (`loss-not-finite`), naming epoch, steps (`first` to `last` of the epoch) and the first task
/// whose loss is not finite.
inline void require_finite_losses(std::span<double const> losses, std::span<std::string_view const> tasks,
                                  std::size_t epoch, std::size_t first, std::size_t last) {
  for (std::size_t task = 0; task < losses.size(); ++task)
    if (!std::isfinite(losses[task]))
      throw numeric_error(
          "loss-not-finite",
          fmt::format("epoch {}, {} {}: the loss of task '{}' is {}; {}", epoch, first == last ? "step" : "steps",
                      first == last ? std::to_string(last) : fmt::format("{} to {}", first, last), tasks[task],
                      losses[task], divergence_remedy));
}

/// Throws `numeric_error` (`parameters-not-finite`): the last step of an epoch may do damage that no loss shows yet.
/// Allocates one number.
template <Device D>
void require_finite_parameters(D& device, parameter_store<D> const& parameters, std::size_t epoch) {
  std::array<double, 1> sum{0};
  typename D::template buffer<double> scratch;
  scratch.resize(1);  // new memory is zero
  device.sum_of_squares(parameters.values(), scratch.view());
  device.download(std::span<double const>(scratch.view()), std::span<double>(sum));
  if (!std::isfinite(sum[0]))
    throw numeric_error("parameters-not-finite", fmt::format("epoch {}, at its end: a parameter of the model is not "
                                                             "finite; {}",
                                                             epoch, divergence_remedy));
}

}  // namespace hmt::detail
