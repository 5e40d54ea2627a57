// SPDX-License-Identifier: MIT
// Lanes that cooperate on one item of a launch.
#pragma once

#include <cstddef>

#include "hmt/core/host_device.hpp"

namespace hmt {

/// The lanes of a warp; on the host a single lane, so that every kernel also runs there, in a plain loop. All lanes of
/// a team call its functions together. The order of sums is fixed.
class cuda_team {
 public:
#ifdef __CUDA_ARCH__
  static constexpr std::size_t lanes = 32;
  [[nodiscard]] __device__ static std::size_t lane() { return threadIdx.x % lanes; }
  /// Barrier: orders all earlier reads of the warp before later writes.
  __device__ static void wait() { __syncwarp(); }
  /// The sum over all lanes, in each of them.
  template <class T>
  [[nodiscard]] __device__ static T sum(T own) {
    for (int apart = lanes / 2; apart > 0; apart /= 2) own += __shfl_xor_sync(0xffffffffU, own, apart);
    return own;
  }
  /// The largest over all lanes, in each of them.
  template <class T>
  [[nodiscard]] __device__ static T max(T own) {
    for (int apart = lanes / 2; apart > 0; apart /= 2) {
      T const other = __shfl_xor_sync(0xffffffffU, own, apart);
      own = other > own ? other : own;
    }
    return own;
  }
#else
  static constexpr std::size_t lanes = 1;
  [[nodiscard]] HMT_HOST_DEVICE static std::size_t lane() { return 0; }
  HMT_HOST_DEVICE static void wait() {}
  template <class T>
  [[nodiscard]] HMT_HOST_DEVICE static T sum(T own) {
    return own;
  }
  template <class T>
  [[nodiscard]] HMT_HOST_DEVICE static T max(T own) {
    return own;
  }
#endif
};

}  // namespace hmt
