// SPDX-License-Identifier: MIT
// Where the command line is compiled: CMake's target `hmt::experiment` compiles it once for all programs, from
// cmake/experiment.cpp, and defines HMT_EXPERIMENT_COMPILED for them; without that macro it is header-only, like the
// rest of the library.
#pragma once

#ifdef HMT_EXPERIMENT_COMPILED
#define HMT_EXPERIMENT_INLINE
#else
#define HMT_EXPERIMENT_INLINE inline
#endif
