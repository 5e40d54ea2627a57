// SPDX-License-Identifier: MIT
// Linear-chain CRFs on a GPU: a warp per sentence and sequence.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/host_device.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/crf.hpp"
#include "hmt/device/cuda/layout.hpp"
#include "hmt/device/cuda/sum.hpp"
#include "hmt/device/cuda/team.hpp"

namespace hmt {

/// The CRF part of `cuda`.
template <std::floating_point T, class Platform>
class cuda_crf {
 public:
  /// As `host_crf::crf_cross_entropy`, but labels, which are on the device, are not checked.
  void crf_cross_entropy(packed_layout const& layout, crf_parameters<T const> crf, matrix_view<T> scores,
                         std::span<row_index const> labels, double weight, crf_parameters<T> gradients,
                         crf_workspace memory, std::span<double> loss) {
    require_crf_arguments(layout, crf, scores, memory);
    require_length(labels.size(), layout.rows() * crf.sequences(), "crf_cross_entropy: labels");
    if (scores.empty()) return;
    auto const at = layouts_.of(layout);
    auto const* const gold = labels.data();
    fill_exp_transitions(crf, memory);
    Platform::for_each_team(memory.shares.size(), [=] HMT_HOST_DEVICE(std::size_t number, cuda_team team) {
      detail::crf_loss(at, crf, memory, scores, gold, weight, number, team);
    });
    detail::add_sum<Platform>(memory.shares.data(), memory.shares.size(), loss.data());
    Platform::for_each(crf.transition.rows * crf.labels(), [=] HMT_HOST_DEVICE(std::size_t k) {
      detail::add_transition_gradient(at, gradients, memory, gold, weight, k);
    });
    Platform::for_each(scores.columns, [=] HMT_HOST_DEVICE(std::size_t column) {
      detail::add_border_gradients<T>(at, gradients, scores, column);
    });
  }

  /// As `host_crf::crf_probabilities`.
  void crf_probabilities(packed_layout const& layout, crf_parameters<T const> crf, matrix_view<T> scores,
                         crf_workspace memory) {
    require_crf_arguments(layout, crf, scores, memory);
    if (scores.empty()) return;
    auto const at = layouts_.of(layout);
    fill_exp_transitions(crf, memory);
    Platform::for_each_team(memory.shares.size(), [=] HMT_HOST_DEVICE(std::size_t number, cuda_team team) {
      detail::crf_best_path(at, crf, memory, scores, number, team);
    });
  }

  // Public only because nvcc requires it of functions that launch extended lambdas.
  static void fill_exp_transitions(crf_parameters<T const> crf, crf_workspace memory) {
    Platform::for_each(crf.transition.rows * crf.labels(), [=] HMT_HOST_DEVICE(std::size_t k) {
      auto const sequence = k / (crf.labels() * crf.labels());
      detail::fill_exp_transition(crf, memory, k, detail::largest_transition(crf, sequence));
    });
  }

 private:
  cuda_layouts<Platform> layouts_;
};

}  // namespace hmt
