// SPDX-License-Identifier: MIT
// Where functions are compiled that are no templates and take long, those that know JSON above all: CMake's target
// `hmt::kernels` compiles them once for all programs, from cmake/kernels/files.cpp, and says so by HMT_KERNELS; without
// that macro they are part of each program, as the rest of the library is.
#pragma once

#ifdef HMT_KERNELS
#define HMT_INLINE
#else
#define HMT_INLINE inline
#endif
