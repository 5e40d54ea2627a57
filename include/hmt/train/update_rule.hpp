// SPDX-License-Identifier: MIT
// An optimizer on a device, behind virtual functions, so that training code is compiled once for all optimizers.
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
#include "hmt/train/step_functions.hpp"

namespace hmt {

/// The rows of a table to change; all in the device's memory.
template <class T>
struct chosen_rows {
  std::span<row_index const> rows;  ///< distinct
  std::span<T const> values;        ///< [row]: of zero-gradient steps
  matrix_view<T> table;
};

/// The settings of one step of a part.
struct step_setting {
  std::uint32_t number = 1;  ///< of the step, from 1 on
  double rate_factor = 1;    ///< on the optimizer's learning rate
  double weight = 0;         ///< of the parameters' decrease, for the differences of an average; see `moving_average`
};

/// The steps of an optimizer. Those of a part with an average also update its differences.
template <Device D>
class update_rule {
 public:
  using value_type = typename D::value_type;

  virtual ~update_rule() = default;
  /// As of an `Optimizer`.
  [[nodiscard]] virtual std::size_t states() const = 0;
  [[nodiscard]] virtual double learning_rate() const = 0;

  /// As of a `LazyOptimizer`; of any other, all zero-gradient steps are replayed.
  [[nodiscard]] virtual bool zero_gradient_moves_parameters() const = 0;
  [[nodiscard]] virtual double zero_gradient_decay(std::uint32_t steps) const = 0;
  /// The zero-gradient steps to replay: with `each`, if each may have another rate, or is averaged or decays; otherwise
  /// those before the optimizer's closed form applies.
  [[nodiscard]] virtual std::uint32_t replayed_zero_gradient_steps(bool each) const = 0;

  /// A step with the gradients times `scale`.
  virtual void step(D& device, optimizer_part<D>& part, step_setting const& how, std::span<value_type> parameters,
                    std::span<value_type const> gradients, value_type scale) const = 0;
  /// The same for some rows; if zero-gradient steps do not move parameters, after those given by `rows.values`.
  virtual void step_rows(D& device, optimizer_table<D>& table, step_setting const& how,
                         chosen_rows<value_type> const& rows, matrix_view<value_type const> gradient,
                         value_type scale) const = 0;
  /// The same without gradients.
  virtual void replay_rows(D& device, optimizer_table<D>& table, step_setting const& how,
                           chosen_rows<value_type> const& rows) const = 0;
  /// The zero-gradient steps given by `rows.values`.
  virtual void take_zero_gradient_steps(D& device, optimizer_table<D>& table,
                                        chosen_rows<value_type> const& rows) const = 0;
};

/// See `update_rule`.
template <Device D, Optimizer O>
class update_rule_of final : public update_rule<D> {
 public:
  using typename update_rule<D>::value_type;

  /// Throws what the optimizer's `check` does.
  explicit update_rule_of(O const& optimizer) : optimizer_(optimizer) { optimizer_.check(); }

  [[nodiscard]] std::size_t states() const override { return O::states; }
  [[nodiscard]] double learning_rate() const override { return optimizer_.learning_rate; }

  [[nodiscard]] bool zero_gradient_moves_parameters() const override { return zero_gradient_moves; }
  [[nodiscard]] double zero_gradient_decay([[maybe_unused]] std::uint32_t steps) const override {
    if constexpr (LazyOptimizer<O>)
      return optimizer_.zero_gradient_decay(steps);
    else
      return 0;
  }
  [[nodiscard]] std::uint32_t replayed_zero_gradient_steps([[maybe_unused]] bool each) const override {
    if constexpr (!LazyOptimizer<O>)
      return zero_gradient_moves ? std::numeric_limits<std::uint32_t>::max() : 0;
    else if (each)
      return optimizer_.template zero_gradient_horizon<value_type>();
    else
      return optimizer_.template replayed_zero_gradient_steps<value_type>();
  }

  void step(D& device, optimizer_part<D>& part, step_setting const& how, std::span<value_type> parameters,
            std::span<value_type const> gradients, value_type scale) const override {
    with_step(part, how, [&](auto const& step, auto&... states) {
      device.update(detail::scaled_step<value_type, std::remove_cvref_t<decltype(step)>>{step, scale}, parameters,
                    gradients, states.view()...);
    });
  }

  void step_rows(D& device, optimizer_table<D>& table, step_setting const& how, chosen_rows<value_type> const& rows,
                 matrix_view<value_type const> gradient, value_type scale) const override {
    with_step(table, how, [&](auto const& step, auto&... states) {
      auto const zero_gradient = detail::zero_gradient_for(step, zero_gradient_before_step(table));
      update_rows(device,
                  detail::row_step<value_type, std::remove_cvref_t<decltype(step)>,
                                   std::remove_const_t<decltype(zero_gradient)>>{{step, scale}, zero_gradient},
                  rows, gradient, states...);
    });
  }

  void replay_rows([[maybe_unused]] D& device, [[maybe_unused]] optimizer_table<D>& table,
                   [[maybe_unused]] step_setting const& how,
                   [[maybe_unused]] chosen_rows<value_type> const& rows) const override {
    if constexpr (zero_gradient_moves)
      with_step(table, how, [&](auto const& step, auto&... states) {
        update_rows(device, detail::replayed_step<value_type, std::remove_cvref_t<decltype(step)>>{step}, rows,
                    any_gradient(rows), states...);
      });
  }

  void take_zero_gradient_steps([[maybe_unused]] D& device, [[maybe_unused]] optimizer_table<D>& table,
                                [[maybe_unused]] chosen_rows<value_type> const& rows) const override {
    if constexpr (LazyOptimizer<O>) {
      auto const zero_gradient = with_rate(table.rate_factor).template zero_gradient<value_type>();
      with_states(table, [&](auto&... states) {
        update_rows(device, detail::zero_gradient_steps<std::remove_const_t<decltype(zero_gradient)>>{zero_gradient},
                    rows, any_gradient(rows), states...);
      });
    }
  }

 private:
  static constexpr bool zero_gradient_moves = [] {
    if constexpr (LazyOptimizer<O>)
      return O::zero_gradient_moves_parameters;
    else
      return O::states > 0;
  }();

  [[nodiscard]] O with_rate(double factor) const {
    auto optimizer = optimizer_;
    optimizer.learning_rate *= factor;
    return optimizer;
  }

  [[nodiscard]] auto zero_gradient_before_step([[maybe_unused]] optimizer_table<D> const& table) const {
    if constexpr (zero_gradient_moves || !LazyOptimizer<O>)
      return detail::no_idle_steps{};
    else
      return with_rate(table.rate_factor).template zero_gradient<value_type>();
  }

  template <class F>
  static void with_states(optimizer_part<D>& part, F const& run) {
    [&]<std::size_t... S>(std::index_sequence<S...>) { run(part.states[S]...); }
    (std::make_index_sequence<O::states>());
  }

  /// run(step, buffers of states...); the differences of an average are the first of these.
  template <class F>
  void with_step(optimizer_part<D>& part, step_setting const& how, F const& run) const {
    auto const step = with_rate(how.rate_factor).template step<value_type>(how.number);
    using step_type = std::remove_const_t<decltype(step)>;
    with_states(part, [&](auto&... states) {
      if (part.difference.size() == 0)
        run(step, states...);
      else
        run(detail::averaged_step<value_type, step_type>{step, static_cast<value_type>(how.weight)}, part.difference,
            states...);
    });
  }

  /// If the function ignores the gradient, any view of that shape serves.
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
};

}  // namespace hmt
