// SPDX-License-Identifier: MIT
// RMSprop (Tieleman & Hinton 2012), the paper's optimizer, as in PyTorch.
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
struct rmsprop_step {
  static constexpr bool in_kernels = true;
  T rate, decay, fresh, epsilon;

  template <class V, class G>
  constexpr void operator()(V& parameter, G const& gradient, V& mean_square) const {
    using std::sqrt;
    mean_square = mean_square * decay + gradient * gradient * fresh;
    parameter = parameter - gradient * rate / (sqrt(mean_square) + epsilon);
  }
};

/// Zero-gradient steps: `kept` is decay^steps.
struct rmsprop_zero_gradient {
  static constexpr bool in_kernels = true;
  template <class K, class V>
  constexpr void operator()(K const& kept, V&, V& mean_square) const {
    mean_square = mean_square * kept;
  }
};

}  // namespace detail

/// For each parameter p with gradient g: v = decay v + (1 - decay) g^2, then p -= learning_rate g / (sqrt(v) +
/// epsilon). Without a gradient only v changes (v decay^n after n steps), so rows of the embedding wait for their next
/// gradient.
struct rmsprop {
  double learning_rate = 1e-3;  ///< above 0
  double decay = 0.9;           ///< of the mean square, in [0, 1)
  double epsilon = 1e-8;        ///< above 0

  static constexpr std::string_view name = "rmsprop";
  static constexpr std::size_t states = 1;
  static constexpr bool zero_gradient_moves_parameters = false;

  /// Throws `config_error` (`optimizer-options`) for a hyper-parameter out of range.
  void check() const {
    detail::require_positive(name, "learning_rate", learning_rate);
    detail::require_below_one(name, "decay", decay);
    detail::require_positive(name, "epsilon", epsilon);
  }

  template <class T>
  [[nodiscard]] detail::rmsprop_step<T> step(std::uint32_t) const {
    return {static_cast<T>(learning_rate), static_cast<T>(decay), static_cast<T>(1 - decay), static_cast<T>(epsilon)};
  }
  template <class T>
  [[nodiscard]] std::uint32_t replayed_zero_gradient_steps() const {
    return 0;
  }
  template <class T>
  [[nodiscard]] std::uint32_t zero_gradient_horizon() const {
    return 0;
  }
  template <class T>
  [[nodiscard]] detail::rmsprop_zero_gradient zero_gradient() const {
    return {};
  }
  [[nodiscard]] double zero_gradient_decay(std::uint32_t steps) const { return std::pow(decay, steps); }
};

}  // namespace hmt
