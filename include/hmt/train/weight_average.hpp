// SPDX-License-Identifier: MIT
// The moving average of a model's parameters over the steps of its training.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "hmt/train/concept.hpp"
#include "hmt/train/hyper_parameters.hpp"
#include "hmt/train/step_functions.hpp"

namespace hmt {

namespace detail {

/// One step for one element, of which `difference` is a state: average - parameter, in the unit of the step.
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

/// Idle steps after those that are replayed: where the parameter rests, so does the difference in its unit.
template <class Idle>
struct averaged_idle {
  static constexpr bool in_kernels = in_kernels_too<Idle>;
  Idle idle;

  template <class I, class V, class... S>
  constexpr void operator()(I const& value, V& parameter, V&, S&... states) const {
    idle(value, parameter, states...);
  }
};

/// Takes differences into another unit.
template <class T>
struct change_unit {
  static constexpr bool in_kernels = true;
  T ratio;

  template <class V, class G, class... S>
  constexpr void operator()(V&, G const&, V& difference, S&...) const {
    difference = difference * ratio;
  }
};

/// Puts the average in the parameter's place, and the parameter where the difference was.
template <class T>
struct put_average_in {
  static constexpr bool in_kernels = true;
  T unit;

  template <class V, class G, class... S>
  constexpr void operator()(V& parameter, G const&, V& difference, S&...) const {
    V const trained = parameter;
    parameter = trained + difference * unit;
    difference = trained;
  }
};

/// The way back.
template <class T>
struct put_average_away {
  static constexpr bool in_kernels = true;
  T inverse_unit;

  template <class V, class G, class... S>
  constexpr void operator()(V& parameter, G const&, V& difference, S&...) const {
    V const trained = difference;
    difference = (parameter - trained) * inverse_unit;
    parameter = trained;
  }
};

}  // namespace detail

/// The update rule O that also keeps the average of every parameter (Polyak & Juditsky 1992), as one state more; itself
/// an `UpdateRule`, which takes the steps that O takes. After step n, average = d_n average + (1 - d_n) parameter with
/// d_n = min(decay, (1 + n) / (10 + n)), as TensorFlow's ExponentialMovingAverage has it with `num_updates`: a young
/// average looks back on about a ninth of the steps so far, so that the first values, with which it begins, soon fade.
///
/// The state is average - parameter, which a step multiplies by d_n after it added what the parameter lost. It is kept
/// in a unit that shrinks with the product of all d_n: then a step only adds, and a row of the embedding that does not
/// move needs nothing at all. Where idle steps do move parameters they are replayed one by one until the parameter
/// rests, also where O has a closed form. `weight_average` renews the unit before it leaves the range of float.
template <UpdateRule O>
struct averaged {
  O optimizer;
  double decay = 0.999;  ///< of the average, above 0 and below 1

  static constexpr std::string_view name = O::name;
  static constexpr std::size_t states = O::states + 1;  ///< the first is the difference
  static constexpr bool idle_moves_parameters = O::idle_moves_parameters;

  /// Throws what O's throws, and `config_error` (`optimizer-options`) for a decay out of its range.
  void check() const {
    optimizer.check();
    detail::require_positive("average", "decay", decay);
    detail::require_below_one("average", "decay", decay);
  }

  template <class T>
  [[nodiscard]] auto step(std::uint32_t number) const {
    auto const inner = optimizer.template step<T>(number);
    return detail::averaged_step<T, std::remove_const_t<decltype(inner)>>{
        inner, static_cast<T>(std::exp2(halvings(number - 1) - unit_before(number)))};
  }
  template <class T>
  [[nodiscard]] std::uint32_t replayed_idle_steps() const {
    return idle_steps_to_rest<T>();
  }
  template <class T>
  [[nodiscard]] std::uint32_t idle_steps_to_rest() const {
    return optimizer.template idle_steps_to_rest<T>();
  }
  template <class T>
  [[nodiscard]] auto idle() const {
    return detail::averaged_idle<decltype(optimizer.template idle<T>())>{optimizer.template idle<T>()};
  }
  [[nodiscard]] double idle_value(std::uint32_t steps) const { return optimizer.idle_value(steps); }

  /// -log2 of d_1 d_2 ... d_number. As long as d_k is (1 + k) / (10 + k) the product telescopes.
  [[nodiscard]] double halvings(std::uint32_t number) const {
    double const young = std::clamp(std::ceil((10 * decay - 1) / (1 - decay)) - 1, 0.0, static_cast<double>(number));
    double sum = (young - number) * std::log2(decay);
    for (int j = 2; j <= 10; ++j) sum += std::log2((young + j) / j);
    return sum;
  }

  /// -log2 of the unit of the differences in step `number`: the halvings before it, rounded down to a multiple of 40.
  [[nodiscard]] double unit_before(std::uint32_t number) const { return std::floor(halvings(number - 1) / 40) * 40; }
};

/// The average that an `averaged` rule keeps, on its way into a model and back; for any other rule there is none, and
/// every member does nothing. Made for one `optimizer_state`, with the same rule, before its first step.
/// Allocates only what the state's `catch_up_all` does the first time; runs on the model's device.
template <UpdateRule O>
class weight_average {
 public:
  explicit weight_average(O const&) {}
  template <class M, class S>
  void before_step(M&, S&) {}
  template <class M, class S>
  void put_in(M&, S&) {}
  template <class M, class S>
  void put_away(M&, S&) {}
};

/// The average of a rule that asks for one.
template <UpdateRule O>
class weight_average<averaged<O>> {
 public:
  explicit weight_average(averaged<O> const& rule) : rule_(rule) {}

  /// Before every step, and its `catch_up`: takes all differences into the step's unit if that is a new one, as it is
  /// once in 28 / (1 - decay) steps, and some times more among the first.
  template <TrainableModel M, class S>
  void before_step(M& model, S& state) {
    double const unit = rule_.unit_before(state.steps() + 1);
    if (unit == unit_) return;
    state.catch_up_all(model);
    state.for_all(model, detail::change_unit<typename M::value_type>{
                             static_cast<typename M::value_type>(std::exp2(unit_ - unit))});
    unit_ = unit;
  }

  /// Gives the model the averages in place of the trained parameters, all rows of its embedding included. No step may
  /// be taken until they are put away again.
  template <TrainableModel M, class S>
  void put_in(M& model, S& state) {
    before_step(model, state);
    state.catch_up_all(model);
    state.for_all(model, detail::put_average_in<typename M::value_type>{
                             static_cast<typename M::value_type>(std::exp2(difference_bits(state.steps())))});
  }

  /// Gives the model its trained parameters back, bit for bit. The averages are then off by a rounding of theirs at
  /// most.
  template <TrainableModel M, class S>
  void put_away(M& model, S& state) {
    state.for_all(model, detail::put_average_away<typename M::value_type>{
                             static_cast<typename M::value_type>(std::exp2(-difference_bits(state.steps())))});
  }

 private:
  /// log2 of the unit after so many steps over the one that the differences are stored in: above -40, at most 0.
  [[nodiscard]] double difference_bits(std::uint32_t steps) const { return unit_ - rule_.halvings(steps); }

  averaged<O> rule_;
  double unit_ = 0;
};

}  // namespace hmt
