// SPDX-License-Identifier: MIT
// The whole of an example binary: a model type and a description in, a program out.
#pragma once

#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <sstream>

#include "hmt/experiment/command_line.hpp"
#include "hmt/experiment/evaluate.hpp"
#include "hmt/experiment/extract.hpp"
#include "hmt/experiment/files.hpp"
#include "hmt/experiment/inspect.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/train.hpp"

namespace hmt::experiment {

/// Runs the command that the arguments name, on models of this type. Returns the exit status: 0 success; 1 an error, 2
/// a wrong command line, with its text on standard error. Throws nothing.
template <class Model>
int run(int argc, char const* const* argv, description const& about) {
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
    if (*line.train) train<Model>(line.training);
    if (*line.evaluate) evaluate<Model>(line.evaluation);
    if (*line.extract) extract<Model>(line.extraction);
    if (*line.inspect) inspect<Model>(line.inspection);
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
