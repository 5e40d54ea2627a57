// SPDX-License-Identifier: MIT
// Linear-chain CRFs, for the devices that compute on the host.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/label_chain.hpp"

namespace hmt {

/// The base of host devices that holds the chain part of `Device`. Has no state and never allocates.
template <std::floating_point T>
class host_chain {
 public:
  /// loss[0] += weight times the sum over sentences and layers of -log of the probability of the gold labels; scores
  /// become the gradient with respect to them, and that of the chain is added to `gradients`. Throws `shape_error`
  /// (`shape`, `length`; `number-range` for a label that there is not).
  void chain_cross_entropy(packed_layout const& layout, label_chain<T const> chain, matrix_view<T> scores,
                           std::span<index const> labels, double weight, label_chain<T> gradients, chain_memory memory,
                           std::span<double> loss) const {
    require_chain_arguments(layout, chain, scores, memory);
    require_length(labels.size(), layout.rows() * chain.layers(), "chain_cross_entropy: labels");
    require_below(labels, chain.labels(), "chain_cross_entropy: labels");
    fill_powers(chain, memory);
    for (std::size_t number = 0; number < memory.shares.size(); ++number) {
      detail::chain_loss(layout, chain, memory, scores, labels.data(), weight, number, detail::single_lane());
      loss[0] += memory.shares[number];
    }
    for (std::size_t k = 0; k < chain.transition.rows * chain.labels(); ++k)
      detail::add_transition_gradient(layout, gradients, memory, labels.data(), weight, k);
    for (std::size_t column = 0; column < scores.columns; ++column)
      detail::add_border_gradients<T>(layout, gradients, scores, column);
  }

  /// Of each word and layer, the score of the label in the sentence's best sequence becomes that label's probability,
  /// of all others 0. Throws `shape_error` (`shape`, `length`).
  void chain_probabilities(packed_layout const& layout, label_chain<T const> chain, matrix_view<T> scores,
                           chain_memory memory) const {
    require_chain_arguments(layout, chain, scores, memory);
    fill_powers(chain, memory);
    for (std::size_t number = 0; number < memory.shares.size(); ++number)
      detail::chain_best(layout, chain, memory, scores, number, detail::single_lane());
  }

 private:
  /// The largest transition is found once a layer: with many labels, once an element would cost more than all else.
  static void fill_powers(label_chain<T const> chain, chain_memory memory) {
    auto const size = chain.labels() * chain.labels();
    for (std::size_t layer = 0; layer < chain.layers(); ++layer) {
      double const largest = detail::largest_transition(chain, layer);
      for (std::size_t k = layer * size; k < (layer + 1) * size; ++k) detail::fill_power(chain, memory, k, largest);
    }
  }
};

}  // namespace hmt
