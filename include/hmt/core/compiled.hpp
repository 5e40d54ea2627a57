// SPDX-License-Identifier: MIT
// Functions that are slow to compile but are no templates, above all those that use JSON: CMake's targets
// `hmt::kernels` and `hmt::experiment` contain them, from cmake/files.cpp, and define HMT_KERNELS and
// HMT_EXPERIMENT_COMPILED; without these macros they are part of each program, like the rest of the library.
#pragma once

#if defined(HMT_KERNELS) || defined(HMT_EXPERIMENT_COMPILED)
#define HMT_FILES_COMPILED
#endif

#ifdef HMT_FILES_COMPILED
#define HMT_INLINE
#else
#define HMT_INLINE inline
#endif
