// SPDX-License-Identifier: MIT
// The half of an example binary that no model type enters into: from arguments to a command, from an error to a status.
#pragma once

#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <sstream>

#include "hmt/experiment/command_line.hpp"
#include "hmt/experiment/commands.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/files.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

HMT_EXPERIMENT_INLINE int run_command(int argc, char const* const* argv, description const& about,
                                      model_commands const& commands) {
  try {
    command_line line(about);
    try {
      line.app.parse(argc, argv);
    } catch (CLI::ParseError const& problem) {
      std::ostringstream help;
      int const status = line.app.exit(problem, help, std::cerr);
      write_result(help.str());
      return status == 0 ? 0 : 2;
    }
    if (*line.train) commands.train(line.training);
    if (*line.evaluate) commands.evaluate(line.evaluation);
    if (*line.extract) commands.extract(line.extraction);
    if (*line.inspect) commands.inspect(line.inspection);
    if (*line.info) info(line.information);
    if (*line.convert) convert(line.conversion);
    return 0;
  } catch (std::bad_alloc const&) {
    std::fprintf(stderr, "%s: out of memory: try a smaller --batch-size, or a machine with more\n", about.name.c_str());
  } catch (std::exception const& problem) {
    std::fprintf(stderr, "%s: %s\n", about.name.c_str(), problem.what());
  }
  return 1;
}

}  // namespace hmt::experiment
