// SPDX-License-Identifier: MIT
// Catches the exception of second_unit.cpp; the version of the headers is that of the build.
#include <iostream>
#include <string>

#include "hmt/core/error.hpp"
#include "hmt/version.hpp"

void throw_from_second_unit();

int main() {
  auto const version = std::to_string(HMT_VERSION_MAJOR) + "." + std::to_string(HMT_VERSION_MINOR) + "." +
                       std::to_string(HMT_VERSION_PATCH);
  if (version != PROJECT_VERSION) {
    std::cerr << "version.hpp says " << version << ", the build " << PROJECT_VERSION << "\n";
    return 1;
  }
  try {
    throw_from_second_unit();
  } catch (hmt::data_error const& error) {
    if (error.code() == "two-units" && error.what() == std::string("corpus.jsonl:3: thrown elsewhere [two-units]"))
      return 0;
    std::cerr << "the error changed between two units: " << error.what() << "\n";
    return 1;
  }
  std::cerr << "the error thrown in the second unit was lost\n";
  return 1;
}
