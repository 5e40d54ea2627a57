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

/// A step that also keeps `difference` = average - parameter, in the unit of the step.
template <class T, class Step>
struct averaged_step {
  static constexpr bool in_kernels = in_kernels_too<Step>;
  Step step;
  T weight;

  template <class V, class G, class... S>
  constexpr void operator()(V& parameter, G const& gradient, V& difference, S&... states) const {
    V const before = parameter;
    step(parameter, gradient, states...);
    difference = difference + (before - parameter) * weight;
  }
};

/// In place of idle steps, where there are none to take.
struct no_idle_steps {
  static constexpr bool in_kernels = true;
  template <class I, class V, class... S>
  constexpr void operator()(I const&, V&, S&...) const {}
};

/// Idle steps that leave the parameter, and so its difference, alone.
template <class Idle>
struct averaged_idle_steps {
  static constexpr bool in_kernels = in_kernels_too<Idle>;
  Idle idle;

  template <class I, class V, class... S>
  constexpr void operator()(I const& value, V& parameter, V&, S&... states) const {
    idle(value, parameter, states...);
  }
};

/// Idle steps as they stand beside a step.
template <class Step, class Idle>
constexpr Idle idle_beside(Step const&, Idle idle) {
  return idle;
}
template <class T, class Step, class Idle>
constexpr averaged_idle_steps<Idle> idle_beside(averaged_step<T, Step> const&, Idle idle) {
  return {idle};
}

/// A step of a row, after the idle steps before it.
template <class T, class Step, class Idle>
struct row_step {
  static constexpr bool in_kernels = in_kernels_too<Step> && in_kernels_too<Idle>;
  scaled_step<T, Step> step;
  Idle idle;

  template <class I, class G, class V, class... S>
  constexpr void operator()(I const& idle_value, G const& gradient, V& parameter, S&... states) const {
    idle(idle_value, parameter, states...);
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

/// x *= factor.
template <class T>
struct scale_by {
  static constexpr bool in_kernels = true;
  T factor;

  template <class V, class G>
  constexpr void operator()(V& x, G const&) const {
    x = x * factor;
  }
};

/// x += factor * other, `other` in the gradient's place.
template <class T>
struct add_scaled {
  static constexpr bool in_kernels = true;
  T factor;

  template <class V, class G>
  constexpr void operator()(V& x, G const& other) const {
    x = x + other * factor;
  }
};

/// Of each row, parameter *= value.
struct scale_row {
  static constexpr bool in_kernels = true;
  template <class I, class G, class V>
  constexpr void operator()(I const& value, G const&, V& parameter) const {
    parameter = parameter * value;
  }
};

/// Of each row, difference += value * parameter.
struct add_scaled_row {
  static constexpr bool in_kernels = true;
  template <class I, class G, class V>
  constexpr void operator()(I const& value, G const&, V& parameter, V& difference) const {
    difference = difference + parameter * value;
  }
};

/// Puts the average in the parameter's place, and the parameter where the difference was.
template <class T>
struct swap_average_in {
  static constexpr bool in_kernels = true;
  T unit;

  template <class V, class G>
  constexpr void operator()(V& parameter, G const&, V& difference) const {
    V const trained = parameter;
    parameter = trained + difference * unit;
    difference = trained;
  }
};

/// The way back.
template <class T>
struct swap_average_out {
  static constexpr bool in_kernels = true;
  T inverse_unit;

  template <class V, class G>
  constexpr void operator()(V& parameter, G const&, V& difference) const {
    V const trained = difference;
    difference = (parameter - trained) * inverse_unit;
    parameter = trained;
  }
};

}  // namespace hmt::detail
