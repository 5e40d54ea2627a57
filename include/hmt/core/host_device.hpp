// SPDX-License-Identifier: MIT
// The mark of functions that run on a GPU too.
#pragma once

/// Before a function or after a lambda's captures: callable from kernels as well as from the host. Empty except with
/// nvcc.
#ifdef __CUDACC__
#define HMT_HOST_DEVICE __host__ __device__
#else
#define HMT_HOST_DEVICE
#endif
