// SPDX-License-Identifier: MIT
// An optimizer on a device, behind functions: what trains a model is compiled once for all optimizers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/train/concept.hpp"
#include "hmt/train/optimizer_parts.hpp"
#include "hmt/train/schedule.hpp"
#include "hmt/train/step_functions.hpp"

namespace hmt {

/// Which rows of a table are to be changed; all in the device's memory.
template <class T>
struct chosen_rows {
  std::span<index const> rows;  ///< distinct
  std::span<T const> values;    ///< [row]: of idle steps
  matrix_view<T> table;
};

/// The steps of some optimizer under a schedule. Those of a part with an average add to its differences what the
/// parameters lose times `weight`, see `weight_average`.
template <Device D>
class update_rule {
 public:
  using value_type = typename D::value_type;

  virtual ~update_rule() = default;
  /// As of an `Optimizer`.
  [[nodiscard]] virtual std::size_t states() const = 0;
  /// Of step `number` in a part.
  [[nodiscard]] virtual double learning_rate(optimizer_part<D> const& part, std::uint32_t number) const = 0;

  /// As of a `LazyOptimizer`; of any other, all idle steps are replayed.
  [[nodiscard]] virtual bool idle_moves_parameters() const = 0;
  [[nodiscard]] virtual double idle_value(std::uint32_t steps) const = 0;
  /// The idle steps to replay where every one may have another rate, or each is averaged or decays; without `each`,
  /// where the optimizer's closed form is good from its first step.
  [[nodiscard]] virtual std::uint32_t replayed_idle_steps(bool each) const = 0;

  /// Step `number` with the gradients times `scale`.
  virtual void step(D& device, optimizer_part<D>& part, std::uint32_t number, double weight,
                    std::span<value_type> parameters, std::span<value_type const> gradients,
                    value_type scale) const = 0;
  /// The same of some rows; where idle steps do not move parameters, after those that `rows.values` stand for.
  virtual void step_rows(D& device, optimizer_table<D>& table, std::uint32_t number, double weight,
                         chosen_rows<value_type> const& rows, matrix_view<value_type const> gradient,
                         value_type scale) const = 0;
  /// The same without gradients.
  virtual void replay_rows(D& device, optimizer_table<D>& table, std::uint32_t number, double weight,
                           chosen_rows<value_type> const& rows) const = 0;
  /// The idle steps that `rows.values` stand for.
  virtual void take_idle_steps(D& device, optimizer_table<D>& table, chosen_rows<value_type> const& rows) const = 0;
};

/// See `update_rule`.
template <Device D, Optimizer O>
class update_rule_of final : public update_rule<D> {
 public:
  using typename update_rule<D>::value_type;

  update_rule_of(O const& optimizer, rate_schedule const& schedule) : optimizer_(optimizer), schedule_(schedule) {}

  [[nodiscard]] std::size_t states() const override { return O::states; }
  [[nodiscard]] double learning_rate(optimizer_part<D> const& part, std::uint32_t number) const override {
    return at(part, number).learning_rate;
  }

  [[nodiscard]] bool idle_moves_parameters() const override { return idle_moves; }
  [[nodiscard]] double idle_value([[maybe_unused]] std::uint32_t steps) const override {
    if constexpr (LazyOptimizer<O>)
      return optimizer_.idle_value(steps);
    else
      return 0;
  }
  [[nodiscard]] std::uint32_t replayed_idle_steps([[maybe_unused]] bool each) const override {
    if constexpr (!LazyOptimizer<O>)
      return idle_moves ? std::numeric_limits<std::uint32_t>::max() : 0;
    else if (each || schedule_.varies())
      return optimizer_.template idle_steps_to_rest<value_type>();
    else
      return optimizer_.template replayed_idle_steps<value_type>();
  }

  void step(D& device, optimizer_part<D>& part, std::uint32_t number, double weight, std::span<value_type> parameters,
            std::span<value_type const> gradients, value_type scale) const override {
    with_step(part, number, weight, [&](auto const& step, auto&... states) {
      device.update(detail::scaled_step<value_type, std::remove_cvref_t<decltype(step)>>{step, scale}, parameters,
                    gradients, states.view()...);
    });
  }

  void step_rows(D& device, optimizer_table<D>& table, std::uint32_t number, double weight,
                 chosen_rows<value_type> const& rows, matrix_view<value_type const> gradient,
                 value_type scale) const override {
    with_step(table, number, weight, [&](auto const& step, auto&... states) {
      auto const idle = detail::idle_beside(step, idle_before_step(table));
      update_rows(
          device,
          detail::row_step<value_type, std::remove_cvref_t<decltype(step)>, std::remove_const_t<decltype(idle)>>{
              {step, scale}, idle},
          rows, gradient, states...);
    });
  }

  void replay_rows([[maybe_unused]] D& device, [[maybe_unused]] optimizer_table<D>& table,
                   [[maybe_unused]] std::uint32_t number, [[maybe_unused]] double weight,
                   [[maybe_unused]] chosen_rows<value_type> const& rows) const override {
    if constexpr (idle_moves)
      with_step(table, number, weight, [&](auto const& step, auto&... states) {
        update_rows(device, detail::replayed_step<value_type, std::remove_cvref_t<decltype(step)>>{step}, rows,
                    any_gradient(rows), states...);
      });
  }

  void take_idle_steps([[maybe_unused]] D& device, [[maybe_unused]] optimizer_table<D>& table,
                       [[maybe_unused]] chosen_rows<value_type> const& rows) const override {
    if constexpr (LazyOptimizer<O>) {
      auto const idle = in(table).template idle<value_type>();
      with_states(table, [&](auto&... states) {
        update_rows(device, detail::idle_steps<std::remove_const_t<decltype(idle)>>{idle}, rows, any_gradient(rows),
                    states...);
      });
    }
  }

 private:
  static constexpr bool idle_moves = [] {
    if constexpr (LazyOptimizer<O>)
      return O::idle_moves_parameters;
    else
      return O::states > 0;
  }();

  /// The optimizer with the learning rate of a part, and with that of step `number` in it.
  [[nodiscard]] O in(optimizer_part<D> const& part) const {
    auto with_rate = optimizer_;
    with_rate.learning_rate *= part.rate_factor;
    return with_rate;
  }
  [[nodiscard]] O at(optimizer_part<D> const& part, std::uint32_t number) const {
    auto with_rate = in(part);
    with_rate.learning_rate *= schedule_.factor(number);
    return with_rate;
  }

  [[nodiscard]] auto idle_before_step([[maybe_unused]] optimizer_part<D> const& part) const {
    if constexpr (idle_moves || !LazyOptimizer<O>)
      return detail::no_idle_steps{};
    else
      return in(part).template idle<value_type>();
  }

  template <class F>
  static void with_states(optimizer_part<D>& part, F const& run) {
    [&]<std::size_t... S>(std::index_sequence<S...>) { run(part.states[S]...); }
    (std::make_index_sequence<O::states>());
  }

  /// run(step, buffers of states...), the differences of an average being the first of those.
  template <class F>
  void with_step(optimizer_part<D>& part, std::uint32_t number, double weight, F const& run) const {
    auto const step = at(part, number).template step<value_type>(number);
    using step_type = std::remove_const_t<decltype(step)>;
    with_states(part, [&](auto&... states) {
      if (part.difference.size() == 0)
        run(step, states...);
      else
        run(detail::averaged_step<value_type, step_type>{step, static_cast<value_type>(weight)}, part.difference,
            states...);
    });
  }

  /// Where the function takes no gradient, any view of that shape will do.
  static matrix_view<value_type const> any_gradient(chosen_rows<value_type> const& rows) {
    return rows.table.row_block(0, rows.rows.size());
  }

  template <class F>
  static void update_rows(D& device, F const& function, chosen_rows<value_type> const& rows,
                          matrix_view<value_type const> gradient, auto&... states) {
    device.update_rows(function, rows.rows, rows.values, gradient, rows.table,
                       matrix_view<value_type>(states.data(), rows.table.rows, rows.table.columns)...);
  }

  O optimizer_;
  rate_schedule schedule_;
};

}  // namespace hmt
