// SPDX-License-Identifier: MIT
// The whole of an example binary: a model type and a description in, a program out.
#pragma once

#include "hmt/experiment/commands.hpp"
#include "hmt/experiment/evaluate.hpp"
#include "hmt/experiment/extract.hpp"
#include "hmt/experiment/inspect.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/train.hpp"

namespace hmt::experiment {

/// Runs the command that the arguments name, on models of this type. Returns the exit status: 0 success; 1 an error, 2
/// a wrong command line, with its text on standard error. Throws nothing.
template <class Model>
int run(int argc, char const* const* argv, description const& about) {
  return run_command(argc, argv, about, {train<Model>, evaluate<Model>, extract<Model>, inspect<Model>});
}

}  // namespace hmt::experiment
