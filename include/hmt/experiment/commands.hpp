// SPDX-License-Identifier: MIT
// The border between the commands that depend on the type of a model and the program around them.
#pragma once

#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// The commands that depend on the type of a model. What they throw ends the program.
struct model_commands {
  void (*train)(train_settings const&);
  void (*evaluate)(data_settings const&);
  void (*extract)(extract_settings const&);
  void (*inspect)(data_settings const&);
};

/// Reads the arguments and runs the command that they name: one of these, or `info` or `convert`. Returns the exit
/// status: 0 success; 1 an error, 2 a wrong command line, with its text on standard error. Throws nothing.
HMT_EXPERIMENT_INLINE int run_command(int argc, char const* const* argv, description const& about,
                                      model_commands const& commands);

}  // namespace hmt::experiment

#ifndef HMT_EXPERIMENT_COMPILED
#include "hmt/experiment/run_command.hpp"
#endif
