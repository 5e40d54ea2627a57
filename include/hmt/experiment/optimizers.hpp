// SPDX-License-Identifier: MIT
// Optimizers by name.
#pragma once

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/rmsprop.hpp"

namespace hmt::experiment {

/// Calls `use` with the optimizer of this name, and returns its result. Throws `config_error` (`optimizer-name`).
template <class Use>
auto with_optimizer(train_defaults const& how, Use&& use) {
  auto const named = [&](auto optimizer) {
    if (how.learning_rate) optimizer.learning_rate = *how.learning_rate;
    return use(optimizer);
  };
  if (how.optimizer == rmsprop::name) return named(rmsprop{});
  if (how.optimizer == adam::name) return named(adam{});
  if (how.optimizer == momentum_sgd::name) return named(momentum_sgd{});
  throw config_error("optimizer-name", fmt::format("expected an optimizer, one of {}, {}, {}; found '{}'",
                                                   rmsprop::name, adam::name, momentum_sgd::name, how.optimizer));
}

}  // namespace hmt::experiment
