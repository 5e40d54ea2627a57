// SPDX-License-Identifier: MIT
// The interface between a program's model types and its commands.
#pragma once

#include <span>

#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// Parses the arguments and runs the command that they name. With several devices there is an option `--device`, by
/// default the first of them. Returns the exit status: 0 success; 1 an error, 2 a wrong command line, with a message on
/// standard error. Throws nothing.
HMT_EXPERIMENT_INLINE int run_command(int argc, char const* const* argv, description const& about,
                                      std::span<device_model const> models);

}  // namespace hmt::experiment

#ifndef HMT_EXPERIMENT_COMPILED
#include "hmt/experiment/run_command.hpp"
#endif
