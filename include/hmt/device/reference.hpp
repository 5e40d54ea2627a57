// SPDX-License-Identifier: MIT
// One include for the device `reference<T>`.
#pragma once

#include "hmt/device/reference/reference.hpp"
