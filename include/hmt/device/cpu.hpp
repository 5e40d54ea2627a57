// SPDX-License-Identifier: MIT
// One include for the device `cpu<T>`: its kernels in headers, or, where CMake's target hmt::kernels says so, compiled
// apart for several targets.
#pragma once

#ifdef HMT_KERNELS
#include "hmt/device/kernels/cpu.hpp"
#else
#include "hmt/device/cpu/cpu.hpp"
#endif
