// SPDX-License-Identifier: MIT
// One include for the device `cpu<T>`: its kernels from headers or, with CMake's target hmt::kernels, precompiled for
// several targets.
#pragma once

#ifdef HMT_KERNELS
#include "hmt/device/kernels/cpu.hpp"
#else
#include "hmt/device/cpu/cpu.hpp"
#endif
