// SPDX-License-Identifier: MIT
// How an LSTM that reads its own last tag vector becomes a plain LSTM.
#pragma once

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/kept_weights.hpp"
#include "hmt/device/matrix.hpp"

namespace hmt::detail {

/// A tag vector is linear in the decoder's state: T_t = u_{t+1} + B h_t, where u does not depend on the state. So the
/// gates' share W T_{t-1} + R h_{t-1} equals W u_t + (R + W B) h_{t-1}: a plain LSTM with input u and recurrent weights
/// R' = R + W B. It is exact. W: (4h, t), B: (t, h), R and R': (4h, h).
template <class D>
class tag_feedback {
 public:
  using value_type = typename D::value_type;
  using view = matrix_view<value_type>;
  using const_view = matrix_view<value_type const>;

  /// R' = R + W B; once a promise that weights are kept. Allocates the first time.
  const_view fold(D& device, const_view recurrent, const_view tag_input, const_view state_to_tag) {
    if (!seen_.outdated(device.weights_version())) return folded();
    auto const folded = folded_.resize(recurrent.rows, recurrent.columns);
    device.copy(recurrent, folded);
    device.multiply(transpose::no, transpose::no, 1, tag_input, state_to_tag, 1, folded);
    return folded;
  }

  /// R', as `fold` left it.
  [[nodiscard]] const_view folded() const { return folded_.view(); }

  /// Room for the gradient of R', zero. Allocates the first time.
  view zero_gradient(D& device) {
    auto const gradient = gradient_.resize(folded_.view().rows, folded_.view().columns);
    device.fill(gradient, 0);
    return gradient;
  }

  /// The chain rule through `fold`: dR += dR', dW += dR' B^T, dB += W^T dR'.
  void unfold(D& device, const_view tag_input, const_view state_to_tag, view recurrent_gradient,
              view tag_input_gradient, view state_to_tag_gradient) {
    const_view const gradient = gradient_.view();
    device.add(gradient, recurrent_gradient);
    device.multiply(transpose::no, transpose::yes, 1, gradient, state_to_tag, 1, tag_input_gradient);
    device.multiply(transpose::yes, transpose::no, 1, tag_input, gradient, 1, state_to_tag_gradient);
  }

 private:
  weights_seen seen_;
  device_matrix<D> folded_;
  device_matrix<D> gradient_;
};

}  // namespace hmt::detail
