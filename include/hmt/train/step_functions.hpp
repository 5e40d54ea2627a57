// SPDX-License-Identifier: MIT
// The functions that an optimizer state runs on the device: named function objects, since not every device accepts a
// lambda.
#pragma once

#include "hmt/device/kernels/updates.hpp"

namespace hmt::detail {

/// A step with the gradient times `scale`.
template <class T, class Step>
struct scaled_step {
  static constexpr bool in_kernels = InKernels<Step>;
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
  static constexpr bool in_kernels = InKernels<Step>;
  Step step;
  T weight;

  template <class V, class G, class... S>
  constexpr void operator()(V& parameter, G const& gradient, V& difference, S&... states) const {
    V const before = parameter;
    step(parameter, gradient, states...);
    difference = difference + (before - parameter) * weight;
  }
};

/// In place of zero-gradient steps, if there are none.
struct no_idle_steps {
  static constexpr bool in_kernels = true;
  template <class I, class V, class... S>
  constexpr void operator()(I const&, V&, S&...) const {}
};

/// Zero-gradient steps that do not change the parameter, nor its difference.
template <class ZeroGradient>
struct averaged_zero_gradient_steps {
  static constexpr bool in_kernels = InKernels<ZeroGradient>;
  ZeroGradient zero_gradient;

  template <class I, class V, class... S>
  constexpr void operator()(I const& value, V& parameter, V&, S&... states) const {
    zero_gradient(value, parameter, states...);
  }
};

/// Zero-gradient steps in combination with a step.
template <class Step, class ZeroGradient>
constexpr ZeroGradient zero_gradient_for(Step const&, ZeroGradient zero_gradient) {
  return zero_gradient;
}
template <class T, class Step, class ZeroGradient>
constexpr averaged_zero_gradient_steps<ZeroGradient> zero_gradient_for(averaged_step<T, Step> const&,
                                                                       ZeroGradient zero_gradient) {
  return {zero_gradient};
}

/// A step of a row, after the zero-gradient steps before it.
template <class T, class Step, class ZeroGradient>
struct row_step {
  static constexpr bool in_kernels = InKernels<Step> && InKernels<ZeroGradient>;
  scaled_step<T, Step> step;
  ZeroGradient zero_gradient;

  template <class I, class G, class V, class... S>
  constexpr void operator()(I const& zero_gradient_decay, G const& gradient, V& parameter, S&... states) const {
    zero_gradient(zero_gradient_decay, parameter, states...);
    step(parameter, gradient, states...);
  }
};

/// A step of a row without a gradient.
template <class T, class Step>
struct replayed_step {
  static constexpr bool in_kernels = InKernels<Step>;
  Step step;

  template <class I, class G, class V, class... S>
  constexpr void operator()(I const&, G const&, V& parameter, S&... states) const {
    step(parameter, V(T{0}), states...);
  }
};

/// Many steps of a row without a gradient.
template <class ZeroGradient>
struct zero_gradient_steps {
  static constexpr bool in_kernels = InKernels<ZeroGradient>;
  ZeroGradient zero_gradient;

  template <class I, class G, class V, class... S>
  constexpr void operator()(I const& zero_gradient_decay, G const&, V& parameter, S&... states) const {
    zero_gradient(zero_gradient_decay, parameter, states...);
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

/// x += factor * other, with `other` passed as the gradient.
template <class T>
struct add_scaled {
  static constexpr bool in_kernels = true;
  T factor;

  template <class V, class G>
  constexpr void operator()(V& x, G const& other) const {
    x = x + other * factor;
  }
};

/// For each row, parameter *= value.
struct scale_row {
  static constexpr bool in_kernels = true;
  template <class I, class G, class V>
  constexpr void operator()(I const& value, G const&, V& parameter) const {
    parameter = parameter * value;
  }
};

/// For each row, difference += value * parameter.
struct add_scaled_row {
  static constexpr bool in_kernels = true;
  template <class I, class G, class V>
  constexpr void operator()(I const& value, G const&, V& parameter, V& difference) const {
    difference = difference + parameter * value;
  }
};

/// Replaces the parameter by the average, and the difference by the parameter.
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

/// The inverse.
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
