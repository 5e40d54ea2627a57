// SPDX-License-Identifier: MIT
// Linear-chain CRFs on a GPU: a warp a sentence and layer.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/host_device.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cuda/layout.hpp"
#include "hmt/device/cuda/sum.hpp"
#include "hmt/device/cuda/team.hpp"
#include "hmt/device/label_chain.hpp"

namespace hmt {

/// The chain part of `cuda`.
template <std::floating_point T, class Platform>
class cuda_chain {
 public:
  /// As `host_chain::chain_cross_entropy`, but that labels, which lie on the device, are not checked.
  void chain_cross_entropy(packed_layout const& layout, label_chain<T const> chain, matrix_view<T> scores,
                           std::span<index const> labels, double weight, label_chain<T> gradients, chain_memory memory,
                           std::span<double> loss) {
    require_chain_arguments(layout, chain, scores, memory);
    require_length(labels.size(), layout.rows() * chain.layers(), "chain_cross_entropy: labels");
    if (scores.empty()) return;
    auto const at = layouts_.of(layout);
    auto const* const gold = labels.data();
    fill_powers(chain, memory);
    Platform::for_each_team(memory.shares.size(), [=] HMT_HOST_DEVICE(std::size_t number, cuda_team team) {
      detail::chain_loss(at, chain, memory, scores, gold, weight, number, team);
    });
    detail::add_sum<Platform>(memory.shares.data(), memory.shares.size(), loss.data());
    Platform::for_each(chain.transition.rows * chain.labels(), [=] HMT_HOST_DEVICE(std::size_t k) {
      detail::add_transition_gradient(at, gradients, memory, gold, weight, k);
    });
    Platform::for_each(scores.columns, [=] HMT_HOST_DEVICE(std::size_t column) {
      detail::add_border_gradients<T>(at, gradients, scores, column);
    });
  }

  /// As `host_chain::chain_probabilities`.
  void chain_probabilities(packed_layout const& layout, label_chain<T const> chain, matrix_view<T> scores,
                           chain_memory memory) {
    require_chain_arguments(layout, chain, scores, memory);
    if (scores.empty()) return;
    auto const at = layouts_.of(layout);
    fill_powers(chain, memory);
    Platform::for_each_team(memory.shares.size(), [=] HMT_HOST_DEVICE(std::size_t number, cuda_team team) {
      detail::chain_best(at, chain, memory, scores, number, team);
    });
  }

  // Public only because nvcc wants functions with kernels in them so.
  static void fill_powers(label_chain<T const> chain, chain_memory memory) {
    Platform::for_each(chain.transition.rows * chain.labels(), [=] HMT_HOST_DEVICE(std::size_t k) {
      auto const layer = k / (chain.labels() * chain.labels());
      detail::fill_power(chain, memory, k, detail::largest_transition(chain, layer));
    });
  }

 private:
  cuda_layouts<Platform> layouts_;
};

}  // namespace hmt
