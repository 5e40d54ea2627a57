// SPDX-License-Identifier: MIT
// One program with kernels for several processors: two sources, and hmt::kernels. Each computes with its own.
#include "several_targets.hpp"

#include <cmath>
#include <cstddef>
#include <iostream>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"

int main() {
  auto const expected = numbers_on(hmt::reference<float>());
  computation const library{std::string(hmt::cpu<float>::target()), numbers_on(hmt::cpu<float>())};
  auto const first = computed_for_first_target(), second = computed_for_second_target();
  if (first.target != "x86-64-v2" || second.target != "x86-64-v3") {
    std::cerr << "expected sources for x86-64-v2 and x86-64-v3, found " << first.target << " and " << second.target
              << "\n";
    return 1;
  }
  int status = 0;
  for (auto const& each : {library, first, second})
    for (std::size_t k = 0; k < expected.size(); ++k)
      if (!(std::abs(each.numbers[k] - expected[k]) < 2e-5)) {
        std::cerr << each.target << ": expected " << expected[k] << " at place " << k << ", found " << each.numbers[k]
                  << "\n";
        status = 1;
        break;
      }
  return status;
}
