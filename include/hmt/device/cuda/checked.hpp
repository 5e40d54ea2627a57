// SPDX-License-Identifier: MIT
// The calls of the CUDA libraries, checked.
#pragma once

#include <string>
#include <string_view>

#include <cublas_v2.h>
#include <cuda_runtime_api.h>

#include <fmt/core.h>

#include "hmt/core/error.hpp"

namespace hmt::detail {

/// Throws `device_error` (`cuda`) with the library's message unless a call succeeded.
inline void require_success(cudaError_t result, char const* what) {
  if (result == cudaSuccess) return;
  static_cast<void>(cudaGetLastError());  // otherwise the next call would report it again
  throw device_error("cuda", fmt::format("{}: the GPU's runtime reports '{}'", what, cudaGetErrorString(result)));
}
inline void require_success(cublasStatus_t result, char const* what) {
  if (result != CUBLAS_STATUS_SUCCESS)
    throw device_error("cuda", fmt::format("{}: cuBLAS reports '{}'", what, cublasGetStatusString(result)));
}

/// Memory of the GPU. Throws `memory_error` (`device-memory`).
inline void* allocate_on_gpu(std::size_t bytes) {
  void* memory = nullptr;
  auto const result = cudaMalloc(&memory, bytes);
  if (result == cudaErrorMemoryAllocation) {
    static_cast<void>(cudaGetLastError());
    std::size_t free = 0, all = 0;
    static_cast<void>(cudaMemGetInfo(&free, &all));
    throw memory_error(fmt::format("memory of the GPU: expected {} MiB more, found {} MiB free of {}", bytes >> 20U,
                                   free >> 20U, all >> 20U),
                       "end other programs that use the GPU, or compute on the CPU");
  }
  require_success(result, "memory of the GPU");
  return memory;
}

}  // namespace hmt::detail
