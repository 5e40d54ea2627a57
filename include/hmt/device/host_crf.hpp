// SPDX-License-Identifier: MIT
// Linear-chain CRFs, for the devices that compute on the host.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/crf.hpp"

namespace hmt {

/// The base of host devices with the CRF part of `Device`. Has no state and never allocates.
template <std::floating_point T>
class host_crf {
 public:
  /// loss[0] += weight times the sum over sentences and sequences of -log of the probability of the gold labels; scores
  /// become the gradient with respect to them, and the chain's gradient is added to `gradients`. Throws `shape_error`
  /// (`shape`, `length`; `number-range` for an invalid label).
  void crf_cross_entropy(packed_layout const& layout, crf_parameters<T const> crf, matrix_view<T> scores,
                         std::span<row_index const> labels, double weight, crf_parameters<T> gradients,
                         crf_workspace memory, std::span<double> loss) const {
    require_crf_arguments(layout, crf, scores, memory);
    require_length(labels.size(), layout.rows() * crf.sequences(), "crf_cross_entropy: labels");
    require_below(labels, crf.labels(), "crf_cross_entropy: labels");
    fill_exp_transitions(crf, memory);
    for (std::size_t number = 0; number < memory.shares.size(); ++number) {
      detail::crf_loss(layout, crf, memory, scores, labels.data(), weight, number, detail::single_lane());
      loss[0] += memory.shares[number];
    }
    for (std::size_t k = 0; k < crf.transition.rows * crf.labels(); ++k)
      detail::add_transition_gradient(layout, gradients, memory, labels.data(), weight, k);
    for (std::size_t column = 0; column < scores.columns; ++column)
      detail::add_border_gradients<T>(layout, gradients, scores, column);
  }

  /// For each word and sequence, the score of the label in the sentence's best sequence becomes that label's
  /// probability, all others 0. Throws `shape_error` (`shape`, `length`).
  void crf_probabilities(packed_layout const& layout, crf_parameters<T const> crf, matrix_view<T> scores,
                         crf_workspace memory) const {
    require_crf_arguments(layout, crf, scores, memory);
    fill_exp_transitions(crf, memory);
    for (std::size_t number = 0; number < memory.shares.size(); ++number)
      detail::crf_best_path(layout, crf, memory, scores, number, detail::single_lane());
  }

 private:
  /// The largest transition is found once per sequence: with many labels, finding it per element would dominate the
  /// cost.
  static void fill_exp_transitions(crf_parameters<T const> crf, crf_workspace memory) {
    auto const size = crf.labels() * crf.labels();
    for (std::size_t sequence = 0; sequence < crf.sequences(); ++sequence) {
      double const largest = detail::largest_transition(crf, sequence);
      for (std::size_t k = sequence * size; k < (sequence + 1) * size; ++k)
        detail::fill_exp_transition(crf, memory, k, largest);
    }
  }
};

}  // namespace hmt
