// SPDX-License-Identifier: MIT
// The half of an example binary that no model type enters into: from arguments to a command, from an error to a status.
#pragma once

#include "hmt/experiment/command_line.hpp"
#include "hmt/experiment/commands.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/files.hpp"
#include "hmt/experiment/program.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

HMT_EXPERIMENT_INLINE int run_command(int argc, char const* const* argv, description const& about,
                                      model_commands const& commands) {
  return detail::run_program(
      argc, argv, about.name, "try a smaller --batch-size, or a machine with more", [&] { return command_line(about); },
      [&](command_line const& line) {
        if (*line.train) commands.train(line.training);
        if (*line.evaluate) commands.evaluate(line.evaluation);
        if (*line.extract) commands.extract(line.extraction);
        if (*line.inspect) commands.inspect(line.inspection);
        if (*line.info) info(line.information);
        if (*line.convert) convert(line.conversion);
      });
}

}  // namespace hmt::experiment
