// SPDX-License-Identifier: MIT
// The frame of every binary: parses arguments, and maps errors to an exit status.
#pragma once

#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <sstream>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "hmt/core/error.hpp"
#include "hmt/experiment/output.hpp"

namespace hmt::experiment::detail {

/// Options that may help against an error of the library, whose messages name none; empty if none does.
[[nodiscard]] inline std::string_view advice_for(std::exception const& problem) {
  auto const* const known = dynamic_cast<error const*>(&problem);
  if (known == nullptr) return {};
  if (known->code() == "device-memory") return "--batch-size sets the number of sentences per batch";
  if (known->code() == "loss-not-finite" || known->code() == "parameters-not-finite")
    return "--learning-rate sets the learning rate, --clip the limit of the gradient's norm";
  return {};
}

/// Parses the command line with the object from `define`, which has a member `app`, and calls `work` with that object.
/// Returns the exit status: 0 success; 1 an error, 2 a wrong command line, with a message on standard error.
/// `on_lack_of_memory`: what to try then. Throws nothing.
template <class Define, class Work>
int run_program(int argc, char const* const* argv, std::string const& name, char const* on_lack_of_memory,
                Define define, Work work) {
  try {
    auto line = define();
    try {
      line.app.parse(argc, argv);
    } catch (CLI::ParseError const& problem) {
      std::ostringstream help;
      int const status = line.app.exit(problem, help, std::cerr);
      write_result(help.str());
      return status == 0 ? 0 : 2;
    }
    work(line);
    return 0;
  } catch (std::bad_alloc const&) {
    std::fprintf(stderr, "%s: out of memory: %s\n", name.c_str(), on_lack_of_memory);
  } catch (std::exception const& problem) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), problem.what());
    if (auto const advice = advice_for(problem); !advice.empty())
      std::fprintf(stderr, "%s: %s\n", name.c_str(), std::string(advice).c_str());
  }
  return 1;
}

}  // namespace hmt::experiment::detail
