// SPDX-License-Identifier: MIT
// Functions that are slow to compile but are no templates, above all those that use JSON: CMake's target `hmt::kernels`
// compiles them once for all programs, from cmake/kernels/files.cpp, and defines HMT_KERNELS; without that macro they
// are part of each program, like the rest of the library.
#pragma once

#ifdef HMT_KERNELS
#define HMT_INLINE
#else
#define HMT_INLINE inline
#endif
