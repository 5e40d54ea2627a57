// SPDX-License-Identifier: MIT
// The streams of a thread on a GPU.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include <cudnn.h>

#include "hmt/device/cuda/checked.hpp"
#include "hmt/device/cuda/cudnn_rnn.hpp"

namespace hmt::detail {

/// A stream with the resources of its products and copies. A thread has one, and others for
/// `cuda_platform::parallel_invoke`.
class cuda_stream {
 public:
  cuda_stream() {
    require_success(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "a stream");
    require_success(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "an event");
    require_success(cublasCreate(&blas_), "cuBLAS");
    require_success(cublasSetStream(blas_, stream_), "cuBLAS's stream");
    // cuBLAS's default workspace would be allocated while a graph is recorded, and two streams must not share one.
    workspace_ = allocate_on_gpu(workspace_size);
    require_success(cublasSetWorkspace(blas_, workspace_, workspace_size), "cuBLAS's workspace");
    for (auto& each : staging_) {
      require_success(cudaMallocHost(&each.memory, staging_size), "pinned memory");
      require_success(cudaEventCreateWithFlags(&each.copied, cudaEventDisableTiming), "an event");
    }
  }
  cuda_stream(cuda_stream const&) = delete;
  cuda_stream& operator=(cuda_stream const&) = delete;
  // No destructor: at the end of a thread or of the process, the libraries may already be unloaded.

  [[nodiscard]] cudaStream_t handle() const { return stream_; }
  [[nodiscard]] cublasHandle_t blas() const { return blas_; }
  /// Created on first use.
  [[nodiscard]] cudnnHandle_t dnn() {
    if (dnn_ == nullptr) {
      require_success(cudnnCreate(&dnn_), "cuDNN");
      require_success(cudnnSetStream(dnn_, stream_), "cuDNN's stream");
    }
    return dnn_;
  }
  [[nodiscard]] cudaEvent_t event() const { return event_; }
  /// Ensures that the next `borrow` creates nothing.
  void prepare_next() {
    if (others_.size() == borrowed_) others_.push_back(std::make_unique<cuda_stream>());
  }
  /// A stream for the second of two concurrent tasks, until `give_back`. Meanwhile the first borrows a different one,
  /// otherwise the two would wait for each other.
  cuda_stream& borrow() {
    prepare_next();
    return *others_[borrowed_++];
  }
  void give_back() { --borrowed_; }

  /// Copies to the GPU. The host's memory may be reused when this returns: small copies go through pinned memory
  /// without waiting; large ones wait.
  void to_device(void const* host, void* device, std::size_t bytes) {
    if (bytes == 0) return;
    if (bytes > staging_size) {
      require_success(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, stream_), "a copy to the GPU");
      wait();
      return;
    }
    auto& slot = staging_[next_++ % staging_.size()];
    require_success(cudaEventSynchronize(slot.copied), "a copy to the GPU");
    std::memcpy(slot.memory, host, bytes);
    require_success(cudaMemcpyAsync(device, slot.memory, bytes, cudaMemcpyHostToDevice, stream_), "a copy to the GPU");
    require_success(cudaEventRecord(slot.copied, stream_), "an event");
  }
  void wait() const { require_success(cudaStreamSynchronize(stream_), "work on the GPU"); }

 private:
  static constexpr std::size_t workspace_size = std::size_t{32} << 20U;  // recommended by cuBLAS for Hopper
  static constexpr std::size_t staging_size = std::size_t{256} << 10U;

  struct staging {
    void* memory = nullptr;
    cudaEvent_t copied = nullptr;
  };

  cudaStream_t stream_ = nullptr;
  cublasHandle_t blas_ = nullptr;
  cudnnHandle_t dnn_ = nullptr;
  cudaEvent_t event_ = nullptr;
  void* workspace_ = nullptr;
  std::array<staging, 16> staging_;
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<cuda_stream>> others_;
  std::size_t borrowed_ = 0;
};

}  // namespace hmt::detail
