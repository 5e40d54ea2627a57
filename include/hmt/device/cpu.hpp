// SPDX-License-Identifier: MIT
// One include for the device `cpu<T>`.
#pragma once

#include "hmt/device/cpu/cpu.hpp"
