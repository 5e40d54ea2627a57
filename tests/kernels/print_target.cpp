// SPDX-License-Identifier: MIT
// Prints the selected target of hmt::kernels; exits with status 1 if there is none.
#include <cstdio>
#include <exception>
#include <string>

#include "hmt/device/cpu.hpp"

int main() {
  try {
    std::puts(std::string(hmt::cpu<float>::target()).c_str());
    return hmt::cpu<float>::supported() ? 0 : 1;
  } catch (std::exception const& problem) {
    std::puts(problem.what());
    return 1;
  }
}
