// SPDX-License-Identifier: MIT
// Where the command line is compiled: CMake's target `hmt::experiment` compiles it once for all programs, from
// cmake/experiment.cpp, and says so to them by HMT_EXPERIMENT_COMPILED; without that macro it is part of each program,
// as the rest of the library is.
#pragma once

#ifdef HMT_EXPERIMENT_COMPILED
#define HMT_EXPERIMENT_INLINE
#else
#define HMT_EXPERIMENT_INLINE inline
#endif
