// SPDX-License-Identifier: MIT
// A minimal `Optimizer`: plain gradient descent, without a state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hmt_archetype {

struct optimizer {
  double learning_rate = 0.1;

  static constexpr std::string_view name = "archetype";
  static constexpr std::size_t states = 0;

  template <class T>
  struct descent {
    T rate;
    template <class V, class G>
    void operator()(V& parameter, G const& gradient) const {
      parameter = parameter - gradient * rate;
    }
  };

  void check() const {}
  template <class T>
  descent<T> step(std::uint32_t) const {
    return {static_cast<T>(learning_rate)};
  }
};

/// A minimal `LazyOptimizer`.
struct lazy_optimizer : optimizer {
  static constexpr bool zero_gradient_moves_parameters = false;

  struct nothing {
    template <class I, class V>
    void operator()(I const&, V&) const {}
  };
  template <class T>
  std::uint32_t replayed_zero_gradient_steps() const {
    return 0;
  }
  template <class T>
  std::uint32_t zero_gradient_horizon() const {
    return 0;
  }
  template <class T>
  nothing zero_gradient() const {
    return {};
  }
  double zero_gradient_decay(std::uint32_t) const { return 0; }
};

}  // namespace hmt_archetype
