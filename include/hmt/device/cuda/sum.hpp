// SPDX-License-Identifier: MIT
// Sums over a GPU's memory, always in the same order.
#pragma once

#include <cstddef>

#include "hmt/core/host_device.hpp"
#include "hmt/device/cuda/team.hpp"

namespace hmt::detail {

/// result[0] += the sum of `count` shares, always in the same order.
template <class Platform>
void add_sum(double const* shares, std::size_t count, double* result) {
  Platform::for_each_team(1, [=] HMT_HOST_DEVICE(std::size_t, cuda_team team) {
    double own = 0;
    for (auto k = team.lane(); k < count; k += cuda_team::lanes) own += shares[k];
    own = team.sum(own);
    if (team.lane() == 0) *result += own;
  });
}

}  // namespace hmt::detail
