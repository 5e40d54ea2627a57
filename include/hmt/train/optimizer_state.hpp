// SPDX-License-Identifier: MIT
// The state of an optimizer for the parameters of one model, and its steps, lazy for rows of tables.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/parameter_gradients.hpp"
#include "hmt/device/parameter_store.hpp"
#include "hmt/train/concept.hpp"
#include "hmt/train/moving_average.hpp"
#include "hmt/train/optimizer_parts.hpp"
#include "hmt/train/row_steps.hpp"
#include "hmt/train/schedule.hpp"
#include "hmt/train/step_functions.hpp"
#include "hmt/train/update_rule.hpp"

namespace hmt {

/// Settings common to all steps of a training.
struct step_options {
  double clip_norm = 0;  ///< limit of the norm of a step's gradient, all trained tensors together; 0: none
  learning_rate_schedule schedule = {};  ///< of the learning rate
  double average = 0;                    ///< decay of the parameters' `moving_average`; 0: none
};

/// An optimizer's states for a model's parameters, and their average. A step touches the dense parameters and, of
/// tables, only the rows of its gradient, yet the result equals that of dense steps: a row catches up on missed steps
/// before it is read (`flush_rows`) or, if zero-gradient steps do not move parameters, at its next gradient. Every
/// function takes the device and the store of the model for which this was constructed. One object serves one thread.
/// Only the constructor and a gradient with more rows than any before allocate.
template <UpdateDevice D>
class optimizer_state {
 public:
  using value_type = typename D::value_type;
  using store_type = parameter_store<D>;

  /// Throws `config_error` (`optimizer-options`, `parameter-group`).
  template <Optimizer O>
  optimizer_state(O const& optimizer, store_type const& store, step_options const& options = {})
      : optimizer_state(rule_of(optimizer), store, options) {}
  optimizer_state(std::unique_ptr<update_rule<D>> rule, store_type const& store, step_options const& options)
      : rule_(std::move(rule)),
        options_(options),
        average_{options.average},
        parts_(store, rule_->states(), average_.kept(), rule_->learning_rate()) {
    average_.check();
    squared_norm_.resize(1);
  }

  /// A type-erased optimizer, for constructors of classes that need not know its type.
  template <Optimizer O>
  [[nodiscard]] static std::unique_ptr<update_rule<D>> rule_of(O const& optimizer) {
    return std::make_unique<update_rule_of<D, O>>(optimizer);
  }

  /// The number of steps taken.
  [[nodiscard]] std::uint32_t steps() const { return steps_; }
  [[nodiscard]] moving_average const& average() const { return average_; }
  [[nodiscard]] optimizer_parts<D> const& parts() const { return parts_; }
  /// The learning rate of a step, unless a group changes it.
  [[nodiscard]] double learning_rate(std::uint32_t step) const {
    return rule_->learning_rate() * options_.schedule.factor(step);
  }

  /// Before a pass: puts the trained parameters in place, and lets the rows that it reads (of each table with a sparse
  /// gradient, distinct) catch up with dense steps.
  template <class RowsRead>
  void flush_rows(D& device, store_type& store, RowsRead const& rows_read) {
    put_trained_in_place(device, store);
    for (auto& table : parts_.tables) rows_.flush_rows(here(device, store), table, rows_read[table.slot.number]);
  }

  /// The same for all rows.
  void flush_all_rows(D& device, store_type& store) {
    put_trained_in_place(device, store);
    for (auto& table : parts_.tables) {
      auto const rows = table.last_step.size();
      while (all_rows_.size() < rows) all_rows_.push_back(static_cast<row_index>(all_rows_.size()));
      rows_.flush_rows(here(device, store), table, std::span<row_index const>(all_rows_).first(rows));
    }
  }

  /// Makes the parameters readable until the next call: all rows up to date, and averages in place if there are any.
  /// The trained parameters are later restored bit for bit; the averages may change by one rounding.
  void settle(D& device, store_type& store) {
    if (average_.in_place) return;
    flush_all_rows(device, store);
    if (!average_.kept()) return;
    detail::swap_average_in<value_type> const swap{exp2(average_.difference_bits(steps_))};
    for_each_difference(store, [&](auto values, auto differences) {
      device.update(swap, values, std::span<value_type const>(values), differences);
    });
    average_.in_place = true;
  }

  /// One step with these gradients: divided by their number of words, then clipped, in place. Requires: at least one
  /// word.
  void step(D& device, store_type& store, parameter_gradients<D>& gradients) {
    put_trained_in_place(device, store);
    for (auto& table : parts_.tables)
      rows_.flush_rows(here(device, store), table, gradients.sparse[table.slot.number].rows);
    auto const words = static_cast<double>(gradients.words);
    if (options_.clip_norm > 0) clip(device, gradients, options_.clip_norm * words);

    ++steps_;
    auto const scale = static_cast<value_type>(1 / words);
    auto const at = here(device, store);
    for (auto& part : parts_.dense) {
      auto const how = at.setting(part, steps_);
      auto const values = store.values().subspan(part.first, part.size);
      if (part.weight_decay > 0) decay(at, part, values, how);
      rule_->step(device, part, how, values, dense_of(part, gradients), scale);
    }
    for (auto& table : parts_.tables) {
      auto const& gradient = gradients.sparse[table.slot.number];
      rows_.step(at, table, gradient.rows, gradient.values.view(), scale);
    }
  }

 private:
  row_context<D> here(D& device, store_type& store) const {
    return {device, store, *rule_, options_.schedule, average_, steps_};
  }
  static value_type exp2(double bits) { return static_cast<value_type>(std::exp2(bits)); }
  static std::span<value_type> dense_of(optimizer_part<D> const& part, parameter_gradients<D>& gradients) {
    return gradients.dense.view().subspan(part.first, part.size);
  }

  /// Replaces the averages by the trained parameters, and converts all differences to the unit of the next step if it
  /// changes.
  void put_trained_in_place(D& device, store_type& store) {
    if (!average_.kept()) return;
    if (std::exchange(average_.in_place, false)) {
      detail::swap_average_out<value_type> const swap{exp2(-average_.difference_bits(steps_))};
      for_each_difference(store, [&](auto values, auto differences) {
        device.update(swap, values, std::span<value_type const>(values), differences);
      });
    }
    double const unit = average_.unit_before(steps_ + 1);
    if (unit == average_.unit) return;
    detail::scale_by<value_type> const change{exp2(std::exchange(average_.unit, unit) - unit)};
    flush_all_rows(device, store);
    for_each_difference(store, [&](auto, auto differences) {
      device.update(change, differences, std::span<value_type const>(differences));
    });
  }

  /// f(values, differences) for every part.
  template <class F>
  void for_each_difference(store_type& store, F const& f) {
    auto const of = [&](optimizer_part<D>& part) {
      f(store.values().subspan(part.first, part.size), part.difference.view());
    };
    for (auto& part : parts_.dense) of(part);
    for (auto& table : parts_.tables) of(table);
  }

  /// The weight decay of a step, before anything else moves the parameters.
  void decay(row_context<D> const& at, optimizer_part<D>& part, std::span<value_type> values, step_setting const& how) {
    std::span<value_type const> const before = values;
    double const lost = at.decay(part, how);
    if (average_.kept())
      at.device.update(detail::add_scaled<value_type>{static_cast<value_type>(lost * how.weight)},
                       part.difference.view(), before);
    at.device.update(detail::scale_by<value_type>{static_cast<value_type>(1 - lost)}, values, before);
  }

  /// Scales all gradients of a step by the same factor.
  void clip(D& device, parameter_gradients<D>& gradients, double limit) {
    static constexpr std::array<double, 1> zero{0};
    device.upload(std::span<double const>(zero), squared_norm_.view());
    for_each_gradient(gradients, [&](auto values) {
      device.sum_of_squares(std::span<value_type const>(values), squared_norm_.view());
    });
    std::span<double const> const squared_norm = squared_norm_.view();
    for_each_gradient(gradients, [&](auto values) { device.clip(values, squared_norm, limit); });
  }
  template <class F>
  void for_each_gradient(parameter_gradients<D>& gradients, F const& f) {
    for (auto const& part : parts_.dense) f(dense_of(part, gradients));
    for (auto const& table : parts_.tables) f(gradients.sparse[table.slot.number].values.elements());
  }

  std::unique_ptr<update_rule<D>> rule_;
  step_options options_;
  std::uint32_t steps_ = 0;
  moving_average average_;
  optimizer_parts<D> parts_;

  // Scratch, kept from step to step.
  row_steps<D> rows_;
  std::vector<row_index> all_rows_;
  typename D::template buffer<double> squared_norm_;
};

}  // namespace hmt
