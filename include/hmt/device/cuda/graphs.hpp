// SPDX-License-Identifier: MIT
// Work on a GPU that is recorded once and replayed.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>

#include "hmt/device/cuda/checked.hpp"

namespace hmt::detail {

/// Graphs by key. Not thread-safe.
class cuda_graphs {
 public:
  /// Everything on which recorded work depends: addresses and sizes. Unused numbers are 0.
  using key = std::array<std::uintptr_t, 40>;

  cuda_graphs() = default;
  cuda_graphs(cuda_graphs&& other) noexcept : graphs_(std::exchange(other.graphs_, {})) {}
  cuda_graphs& operator=(cuda_graphs&& other) noexcept {
    std::swap(graphs_, other.graphs_);
    return *this;
  }
  ~cuda_graphs() { clear(); }

  /// Queues the work that `record()` queues; `record` is called only for a new key. Throws what it throws, and
  /// `device_error` (`cuda`).
  template <class Record>
  void replay(cudaStream_t stream, key const& what, Record const& record) {
    auto found = graphs_.find(what);
    if (found == graphs_.end()) {
      if (graphs_.size() == most) clear();
      found = graphs_.emplace(what, recorded(stream, record)).first;
    }
    require_success(cudaGraphLaunch(found->second, stream), "a graph");
  }

 private:
  /// Memory that moved leaves stale graphs behind.
  static constexpr std::size_t most = 256;

  template <class Record>
  static cudaGraphExec_t recorded(cudaStream_t stream, Record const& record) {
    cudaGraph_t graph = nullptr;
    require_success(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "recording a graph");
    try {
      record();
    } catch (...) {
      static_cast<void>(cudaStreamEndCapture(stream, &graph));
      if (graph != nullptr) static_cast<void>(cudaGraphDestroy(graph));
      throw;
    }
    require_success(cudaStreamEndCapture(stream, &graph), "recording a graph");
    cudaGraphExec_t made = nullptr;
    auto const result = cudaGraphInstantiate(&made, graph, 0);
    static_cast<void>(cudaGraphDestroy(graph));
    require_success(result, "making a graph");
    return made;
  }
  void clear() noexcept {
    for (auto const& [what, graph] : graphs_) static_cast<void>(cudaGraphExecDestroy(graph));
    graphs_.clear();
  }

  std::map<key, cudaGraphExec_t> graphs_;
};

}  // namespace hmt::detail
