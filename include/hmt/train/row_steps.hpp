// SPDX-License-Identifier: MIT
// Lazy steps of the rows of a table.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/parameter_store.hpp"
#include "hmt/train/moving_average.hpp"
#include "hmt/train/optimizer_parts.hpp"
#include "hmt/train/schedule.hpp"
#include "hmt/train/step_functions.hpp"
#include "hmt/train/update_rule.hpp"

namespace hmt {

/// The rows to step, and how.
template <Device D>
struct row_context {
  D& device;
  parameter_store<D>& store;
  update_rule<D> const& rule;
  learning_rate_schedule const& schedule;
  moving_average const& average;
  std::uint32_t steps;  ///< the number of the last step

  /// Of step `number` in a part.
  [[nodiscard]] step_setting setting(optimizer_part<D> const& part, std::uint32_t number) const {
    return {number, part.rate_factor * schedule.factor(number), average.step_weight(number)};
  }
  /// The share of a decaying parameter that a step takes.
  [[nodiscard]] double decay(optimizer_part<D> const& part, step_setting const& how) const {
    return rule.learning_rate() * how.rate_factor * part.weight_decay;
  }
};

/// Takes the steps of tables. Keeps its memory for the current rows from call to call: allocates only for more rows
/// than ever before. For one thread.
template <Device D>
class row_steps {
 public:
  using value_type = typename D::value_type;
  using context_type = row_context<D>;
  using table_type = optimizer_table<D>;

  /// Lets rows (distinct) catch up with dense steps; rows that do not move without a gradient wait for one.
  void flush_rows(context_type const& at, table_type& table, std::span<row_index const> rows) {
    bool const decays = table.weight_decay > 0;
    if (!at.rule.zero_gradient_moves_parameters() && !decays) return;
    late_.clear();
    for (row_index const row : rows)
      if ((table.last_step[row] != 0 || decays) && table.last_step[row] < at.steps) late_.push_back(row);
    if (late_.empty()) return;
    // Sorted by the step of the last gradient: the rows that must replay a given missed step are then contiguous.
    std::ranges::sort(late_, {}, [&](row_index row) { return std::pair(table.last_step[row], row); });
    upload_rows(at.device, late_);
    std::uint64_t const most =
        at.rule.replayed_zero_gradient_steps(decays || at.schedule.varies() || at.average.kept());
    replay(at, table, most);
    take_zero_gradient_steps(at, table, most);
    if (decays) decay_at_rest(at, table, most);
    for (row_index const row : late_) table.last_step[row] = at.steps;
  }

  /// Step `at.steps` of rows that have caught up with the previous one: row k by row k of the gradient times `scale`.
  void step(context_type const& at, table_type& table, std::span<row_index const> rows,
            matrix_view<value_type const> gradient, value_type scale) {
    if (rows.empty()) return;
    auto const how = at.setting(table, at.steps);
    upload_rows(at.device, rows);
    if (table.weight_decay > 0) decay_once(at, table, 0, rows.size(), how);
    numbers_.clear();
    for (row_index const row : rows) {
      numbers_.push_back(static_cast<value_type>(at.rule.zero_gradient_decay(at.steps - 1 - table.last_step[row])));
      table.last_step[row] = at.steps;
    }
    at.rule.step_rows(at.device, table, how, with_numbers(at, table, 0), gradient, scale);
  }

 private:
  /// Replays the missed steps without a closed form, at most this many per row, each for all rows of `late_` that
  /// missed it.
  void replay(context_type const& at, table_type& table, std::uint64_t most) {
    if (most == 0) return;
    auto const& last_step = table.last_step;
    std::size_t first = 0;
    std::size_t end = 0;
    for (std::uint32_t step = last_step[late_.front()] + 1; step <= at.steps; ++step) {
      while (end < late_.size() && last_step[late_[end]] < step) ++end;
      while (first < end && last_step[late_[first]] + most < step) ++first;
      if (first == end) {
        if (end == late_.size()) return;
        step = last_step[late_[end]];
        continue;
      }
      auto const how = at.setting(table, step);
      if (table.weight_decay > 0) decay_once(at, table, first, end - first, how);
      at.rule.replay_rows(at.device, table, how, chosen(at, table, first, end - first));
    }
  }

  /// Takes the missed steps that are not replayed, at once. They concern the first rows in `late_`.
  void take_zero_gradient_steps(context_type const& at, table_type& table, std::uint64_t most) {
    numbers_.clear();
    for (row_index const row : late_) {
      auto const missed = at.steps - table.last_step[row];
      if (missed <= most) break;
      numbers_.push_back(
          static_cast<value_type>(at.rule.zero_gradient_decay(static_cast<std::uint32_t>(missed - most))));
    }
    if (!numbers_.empty()) at.rule.take_zero_gradient_steps(at.device, table, with_numbers(at, table, 0));
  }

  /// The decay in the same steps, in which nothing else moves the parameters. Backwards through the steps: `kept` is
  /// the remaining share of a parameter, and `lost` the share added to its difference.
  void decay_at_rest(context_type const& at, table_type& table, std::uint64_t most) {
    std::size_t count = 0;
    while (count < late_.size() && table.last_step[late_[count]] + most < at.steps) ++count;
    if (count == 0) return;
    numbers_.resize(count);
    lost_.resize(count);
    double kept = 1;
    double lost = 0;
    std::uint64_t step = at.steps;
    for (std::size_t k = count; k-- > 0;) {
      for (; step > table.last_step[late_[k]] + most; --step) {
        auto const how = at.setting(table, static_cast<std::uint32_t>(step));
        double const own = at.decay(table, how);
        lost = own * how.weight + (1 - own) * lost;
        kept *= 1 - own;
      }
      numbers_[k] = static_cast<value_type>(kept);
      lost_[k] = static_cast<value_type>(lost);
    }
    decay(at, table, 0);
  }

  /// The decay in one step, before anything else moves the parameters.
  void decay_once(context_type const& at, table_type& table, std::size_t first, std::size_t count,
                  step_setting const& how) {
    double const own = at.decay(table, how);
    numbers_.assign(count, static_cast<value_type>(1 - own));
    lost_.assign(count, static_cast<value_type>(own * how.weight));
    decay(at, table, first);
  }

  /// Adds `lost_` times the parameters to the differences, and scales the parameters by `numbers_`, from uploaded row
  /// `first` on.
  void decay(context_type const& at, table_type& table, std::size_t first) {
    auto const update = [&](auto const& function, chosen_rows<value_type> const& rows, auto... states) {
      at.device.update_rows(function, rows.rows, rows.values, rows.table.row_block(0, rows.rows.size()), rows.table,
                            states...);
    };
    if (at.average.kept()) {
      std::swap(numbers_, lost_);
      update(detail::add_scaled_row{}, with_numbers(at, table, first),
             matrix_view<value_type>(table.difference.data(), table.slot.rows, table.slot.columns));
      std::swap(numbers_, lost_);
    }
    update(detail::scale_row{}, with_numbers(at, table, first));
  }

  /// Allocates as many numbers, too.
  void upload_rows(D& device, std::span<row_index const> rows) {
    rows_.resize(rows.size());
    device_numbers_.resize(rows.size());
    device.upload(rows, rows_.view());
  }
  /// This many of the uploaded rows.
  chosen_rows<value_type> chosen(context_type const& at, table_type const& table, std::size_t first,
                                 std::size_t count) {
    return {std::span<row_index const>(rows_.view()).subspan(first, count),
            std::span<value_type const>(device_numbers_.view()).first(count), table.slot.matrix(at.store.values())};
  }
  /// As many of them as there are numbers, with these.
  chosen_rows<value_type> with_numbers(context_type const& at, table_type const& table, std::size_t first) {
    at.device.upload(std::span<value_type const>(numbers_), device_numbers_.view().first(numbers_.size()));
    return chosen(at, table, first, numbers_.size());
  }

  std::vector<row_index> late_;
  std::vector<value_type> numbers_, lost_;  ///< [row]
  typename D::template buffer<row_index> rows_;
  typename D::template buffer<value_type> device_numbers_;
};

}  // namespace hmt
