// SPDX-License-Identifier: MIT
// One include for the device `cuda<T>`. Not part of hmt.hpp: it needs nvcc, with --extended-lambda and
// --expt-relaxed-constexpr (CMake's target hmt::cuda sets both), and the libraries of the CUDA Toolkit.
#pragma once

#include "hmt/device/cuda/platform.hpp"
