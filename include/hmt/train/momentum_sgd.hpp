// SPDX-License-Identifier: MIT
// Stochastic gradient descent with momentum (Polyak 1964), as in PyTorch.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hmt/train/hyper_parameters.hpp"

namespace hmt {

namespace detail {

/// One step for one element; `V` is T or a SIMD batch of T.
template <class T>
struct momentum_sgd_step {
  static constexpr bool in_kernels = true;
  T rate, momentum;

  template <class V, class G>
  constexpr void operator()(V& parameter, G const& gradient, V& velocity) const {
    velocity = velocity * momentum + gradient;
    parameter = parameter - velocity * rate;
  }
};

/// Zero-gradient steps: `lost` is 1 - momentum^steps, and `reach` is learning_rate momentum / (1 - momentum), the total
/// movement for a velocity of 1 over infinitely many zero-gradient steps.
template <class T>
struct momentum_sgd_zero_gradient {
  static constexpr bool in_kernels = true;
  T reach;

  template <class L, class V>
  constexpr void operator()(L const& lost, V& parameter, V& velocity) const {
    parameter = parameter - velocity * lost * reach;
    velocity = velocity - velocity * lost;
  }
};

}  // namespace detail

/// For each parameter p with gradient g: u = momentum u + g, then p -= learning_rate u. Without a gradient the velocity
/// u continues to move p; the sum of n such steps is a geometric series, applied at once. With momentum 0 it is plain
/// SGD.
struct momentum_sgd {
  double learning_rate = 0.1;  ///< above 0
  double momentum = 0.9;       ///< in [0, 1)

  static constexpr std::string_view name = "momentum_sgd";
  static constexpr std::size_t states = 1;
  static constexpr bool zero_gradient_moves_parameters = true;

  /// Throws `config_error` (`optimizer-options`) for a hyper-parameter out of range.
  void check() const {
    detail::require_positive(name, "learning_rate", learning_rate);
    detail::require_below_one(name, "momentum", momentum);
  }

  template <class T>
  [[nodiscard]] detail::momentum_sgd_step<T> step(std::uint32_t) const {
    return {static_cast<T>(learning_rate), static_cast<T>(momentum)};
  }
  template <class T>
  [[nodiscard]] std::uint32_t replayed_zero_gradient_steps() const {
    return 0;
  }
  template <class T>
  [[nodiscard]] std::uint32_t zero_gradient_horizon() const {
    return detail::momentum_horizon<T>(momentum);
  }
  template <class T>
  [[nodiscard]] detail::momentum_sgd_zero_gradient<T> zero_gradient() const {
    return {static_cast<T>(learning_rate * momentum / (1 - momentum))};
  }
  [[nodiscard]] double zero_gradient_decay(std::uint32_t steps) const { return 1 - std::pow(momentum, steps); }
};

}  // namespace hmt
