// SPDX-License-Identifier: MIT
// What an optimizer state runs on the device: named function objects, since not every device takes a lambda.
#pragma once

namespace hmt::detail {

/// Whether the library hmt::kernels holds updates with a function object. One says so by a constant `in_kernels`, and
/// those made of others follow them.
template <class F>
inline constexpr bool in_kernels_too = requires {
  requires F::in_kernels;
};

/// A step with the gradient times `scale`.
template <class T, class Step>
struct scaled_step {
  static constexpr bool in_kernels = in_kernels_too<Step>;
  Step step;
  T scale;

  template <class V, class G, class... S>
  constexpr void operator()(V& parameter, G const& gradient, S&... states) const {
    step(parameter, gradient * scale, states...);
  }
};

/// A step of a row, with the idle steps before it if they have not been taken yet.
template <class T, class Step, class Idle, bool idle_first>
struct row_step {
  static constexpr bool in_kernels = in_kernels_too<Step> && in_kernels_too<Idle>;
  scaled_step<T, Step> step;
  Idle idle;

  template <class I, class G, class V, class... S>
  constexpr void operator()(I const& idle_value, G const& gradient, V& parameter, S&... states) const {
    if constexpr (idle_first) idle(idle_value, parameter, states...);
    step(parameter, gradient, states...);
  }
};

/// A step of a row without a gradient.
template <class T, class Step>
struct replayed_step {
  static constexpr bool in_kernels = in_kernels_too<Step>;
  Step step;

  template <class I, class G, class V, class... S>
  constexpr void operator()(I const&, G const&, V& parameter, S&... states) const {
    step(parameter, V(T{0}), states...);
  }
};

/// Many steps of a row without a gradient.
template <class Idle>
struct idle_steps {
  static constexpr bool in_kernels = in_kernels_too<Idle>;
  Idle idle;

  template <class I, class G, class V, class... S>
  constexpr void operator()(I const& idle_value, G const&, V& parameter, S&... states) const {
    idle(idle_value, parameter, states...);
  }
};

}  // namespace hmt::detail
