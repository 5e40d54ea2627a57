// SPDX-License-Identifier: MIT
// Adam (Kingma & Ba 2015), with bias correction, as in PyTorch.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hmt/train/hyper_parameters.hpp"

namespace hmt {

namespace detail {

/// One step for one element; `V` is T or a SIMD batch of T. `rate` and `root_correction` hold the bias corrections.
template <class T>
struct adam_step {
  static constexpr bool in_kernels = true;
  T rate, root_correction, mean_decay, mean_fresh, square_decay, square_fresh, epsilon;

  template <class V, class G>
  constexpr void operator()(V& parameter, G const& gradient, V& mean, V& mean_square) const {
    using std::sqrt;
    mean = mean * mean_decay + gradient * mean_fresh;
    mean_square = mean_square * square_decay + gradient * gradient * square_fresh;
    parameter = parameter - mean * rate / (sqrt(mean_square) * root_correction + epsilon);
  }
};

/// Zero-gradient steps after the replayed ones: the mean has vanished; `kept` is mean_square_decay^steps.
template <class T>
struct adam_zero_gradient {
  static constexpr bool in_kernels = true;
  template <class K, class V>
  constexpr void operator()(K const& kept, V&, V& mean, V& mean_square) const {
    mean = V(T{0});
    mean_square = mean_square * kept;
  }
};

}  // namespace detail

/// For each parameter p with gradient g at step t: m = mean_decay m + (1 - mean_decay) g, v = mean_square_decay v + (1
/// - mean_square_decay) g^2, then p -= learning_rate m / (1 - mean_decay^t) / (sqrt(v / (1 - mean_square_decay^t)) +
/// epsilon). Without a gradient m continues to move p, and there is no closed form: zero-gradient steps are replayed
/// one by one, with exactly the arithmetic of a dense step, until the remaining movement is below the rounding of its
/// first step (some 220 steps in float, 410 in double, with the defaults).
struct adam {
  double learning_rate = 1e-3;       ///< above 0
  double mean_decay = 0.9;           ///< beta_1, in [0, 1)
  double mean_square_decay = 0.999;  ///< beta_2, in [0, 1)
  double epsilon = 1e-8;             ///< above 0

  static constexpr std::string_view name = "adam";
  static constexpr std::size_t states = 2;
  static constexpr bool zero_gradient_moves_parameters = true;

  /// Throws `config_error` (`optimizer-options`) for a hyper-parameter out of range.
  void check() const {
    detail::require_positive(name, "learning_rate", learning_rate);
    detail::require_below_one(name, "mean_decay", mean_decay);
    detail::require_below_one(name, "mean_square_decay", mean_square_decay);
    detail::require_positive(name, "epsilon", epsilon);
  }

  template <class T>
  [[nodiscard]] detail::adam_step<T> step(std::uint32_t number) const {
    return {static_cast<T>(learning_rate / (1 - std::pow(mean_decay, number))),
            static_cast<T>(1 / std::sqrt(1 - std::pow(mean_square_decay, number))),
            static_cast<T>(mean_decay),
            static_cast<T>(1 - mean_decay),
            static_cast<T>(mean_square_decay),
            static_cast<T>(1 - mean_square_decay),
            static_cast<T>(epsilon)};
  }
  template <class T>
  [[nodiscard]] std::uint32_t replayed_zero_gradient_steps() const {
    return zero_gradient_horizon<T>();
  }
  /// Ignoring bias correction, each zero-gradient step moves p by at most this fraction of the previous one.
  template <class T>
  [[nodiscard]] std::uint32_t zero_gradient_horizon() const {
    return detail::momentum_horizon<T>(mean_decay / std::sqrt(mean_square_decay));
  }
  template <class T>
  [[nodiscard]] detail::adam_zero_gradient<T> zero_gradient() const {
    return {};
  }
  [[nodiscard]] double zero_gradient_decay(std::uint32_t steps) const { return std::pow(mean_square_decay, steps); }
};

}  // namespace hmt
