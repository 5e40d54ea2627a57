// SPDX-License-Identifier: MIT
// Compiled twice, header-only, for different processors.
#include "hmt/device/cpu.hpp"
#include "several_targets.hpp"

computation COMPUTED() { return {std::string(hmt::cpu<float>::target()), numbers_on(hmt::cpu<float>())}; }
