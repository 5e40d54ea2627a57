// SPDX-License-Identifier: MIT
// An update rule at work on one model: its states for every parameter, and rows of the embedding treated lazily.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/input/words.hpp"
#include "hmt/train/concept.hpp"
#include "hmt/train/step_functions.hpp"

namespace hmt {

/// The states of an update rule, such as an optimizer, for one model. A step touches the dense parameters and the rows
/// of its batch's words only, yet gives what dense steps would: what a row missed is made up for before the row is read
/// (`catch_up`) or, where idle steps leave parameters alone, at its next gradient. One object serves one thread.
/// Nothing but the constructor and a batch with more distinct words than any before allocates.
template <Device D, UpdateRule O>
class optimizer_state {
 public:
  using value_type = typename D::value_type;

  /// For a model of `parameters` dense parameters and an embedding (vocabulary, dimension). `clip_norm` limits the norm
  /// of a step's gradient (per word of the batch, dense and embedding together); 0: no limit. Throws `config_error`
  /// (`optimizer-options`). Allocates states as large as the model, `O::states` times.
  optimizer_state(O optimizer, double clip_norm, std::size_t parameters, std::size_t vocabulary, std::size_t dimension)
      : optimizer_(optimizer), clip_norm_(clip_norm), dimension_(dimension), last_step_(vocabulary, 0) {
    optimizer_.check();
    for (auto& state : dense_states_) state.resize(parameters);
    for (auto& state : row_states_) state.resize(vocabulary * dimension);
    squared_norm_.resize(1);
  }

  /// How many steps were taken.
  [[nodiscard]] std::uint32_t steps() const { return steps_; }

  /// Brings rows of the embedding (distinct) to where dense steps would have them; before they are read. Does nothing
  /// where idle steps leave parameters alone.
  template <TrainableModel M>
  void catch_up(M& model, std::span<index const> rows) {
    if constexpr (O::idle_moves_parameters) {
      late_.clear();
      for (index const row : rows)
        if (last_step_[row] != 0 && last_step_[row] < steps_) late_.push_back(row);
      if (late_.empty()) return;
      // By the step of the last gradient: the rows that miss a given step, and still replay it, then lie side by side.
      std::ranges::sort(late_, {}, [this](index row) { return std::pair(last_step_[row], row); });
      upload_rows(model, late_);
      replay(model);
      take_idle_steps(model);
      for (index const row : late_) last_step_[row] = steps_;
    }
  }

  /// The same for all rows; before the model is evaluated or saved.
  template <TrainableModel M>
  void catch_up_all(M& model) {
    if constexpr (O::idle_moves_parameters) {
      if (all_rows_.empty()) {
        all_rows_.resize(last_step_.size());
        std::iota(all_rows_.begin(), all_rows_.end(), index{0});
      }
      catch_up(model, all_rows_);
    }
  }

  /// One step with the gradients that the model computed for this batch: divided by the batch's number of words, then
  /// clipped. Requires: the batch has a word, and its rows have caught up.
  template <TrainableModel M>
  void step(M& model, typename M::batch_type const& batch) {
    auto& device = model.device();
    auto const words = static_cast<double>(batch.layout().rows());
    auto const rows = std::span<index const>(batch.template get<input::words>().distinct);

    matrix_view<value_type const> row_gradients = model.embedding_gradient();
    if (clip_norm_ > 0) row_gradients = clip(model, row_gradients, clip_norm_ * words);

    ++steps_;
    idle_values_.clear();
    for (index const row : rows) {
      idle_values_.push_back(static_cast<value_type>(optimizer_.idle_value(steps_ - 1 - last_step_[row])));
      last_step_[row] = steps_;
    }
    upload_rows(model, rows);
    upload_idle_values(model);

    using step_type = decltype(optimizer_.template step<value_type>(steps_));
    using idle_type = decltype(optimizer_.template idle<value_type>());
    detail::scaled_step<value_type, step_type> const step{optimizer_.template step<value_type>(steps_),
                                                          static_cast<value_type>(1 / words)};
    std::apply(
        [&](auto&... states) {
          device.update(step, std::span<value_type>(model.parameters()), std::span<value_type const>(model.gradients()),
                        states.view()...);
        },
        dense_states_);
    update_rows(model,
                detail::row_step<value_type, step_type, idle_type, !O::idle_moves_parameters>{
                    step, optimizer_.template idle<value_type>()},
                0, rows.size(), row_gradients);
  }

  /// f(parameter&, unused, state&...) for every parameter and every number of the embedding, a function as `update`
  /// takes it. Requires: all rows have caught up, if f reads what idle steps change.
  template <TrainableModel M, class F>
  void for_all(M& model, F const& function) {
    auto& device = model.device();
    auto const table = matrix_view<value_type>(model.embedding());
    auto const rows = std::span<value_type>(table.data, table.rows * table.columns);
    auto const dense = std::span<value_type>(model.parameters());
    // The parameters themselves stand where a gradient of that length is asked for.
    std::apply(
        [&](auto&... states) { device.update(function, dense, std::span<value_type const>(dense), states.view()...); },
        dense_states_);
    std::apply(
        [&](auto&... states) { device.update(function, rows, std::span<value_type const>(rows), states.view()...); },
        row_states_);
  }

 private:
  /// Scales all gradients of a step together; those of the rows in a copy, which it gives back.
  template <class M>
  matrix_view<value_type const> clip(M& model, matrix_view<value_type const> row_gradients, double limit) {
    auto& device = model.device();
    clipped_.resize(row_gradients.rows * row_gradients.columns);
    matrix_view<value_type> const copied(clipped_.data(), row_gradients.rows, row_gradients.columns);
    device.copy(row_gradients, copied);

    static constexpr std::array<double, 1> zero{0};
    std::span<value_type> const dense = model.gradients();
    device.upload(std::span<double const>(zero), squared_norm_.view());
    device.sum_of_squares(std::span<value_type const>(dense), squared_norm_.view());
    device.sum_of_squares(std::span<value_type const>(clipped_.view()), squared_norm_.view());
    std::span<double const> const squared_norm = squared_norm_.view();
    device.clip(dense, squared_norm, limit);
    device.clip(clipped_.view(), squared_norm, limit);
    return copied;
  }

  /// Takes the missed steps that the optimizer has no closed form for, each for all rows of `late_` that missed it.
  template <class M>
  void replay(M& model) {
    std::uint64_t const most = optimizer_.template replayed_idle_steps<value_type>();
    if (most == 0) return;
    std::size_t first = 0;
    std::size_t end = 0;
    for (std::uint32_t step = last_step_[late_.front()] + 1; step <= steps_; ++step) {
      while (end < late_.size() && last_step_[late_[end]] < step) ++end;
      while (first < end && last_step_[late_[first]] + most < step) ++first;
      if (first == end) {
        if (end == late_.size()) return;
        step = last_step_[late_[end]];
        continue;
      }
      auto const missed = optimizer_.template step<value_type>(step);
      update_rows(model, detail::replayed_step<value_type, std::remove_const_t<decltype(missed)>>{missed}, first,
                  end - first, matrix_view<value_type const>(model.embedding()).row_block(0, end - first));
    }
  }

  /// Takes the missed steps that are not replayed, at once. They concern the first of the rows in `late_`.
  template <class M>
  void take_idle_steps(M& model) {
    auto const most = optimizer_.template replayed_idle_steps<value_type>();
    idle_values_.clear();
    for (index const row : late_) {
      auto const missed = steps_ - last_step_[row];
      if (missed <= most) break;
      idle_values_.push_back(static_cast<value_type>(optimizer_.idle_value(missed - most)));
    }
    if (idle_values_.empty()) return;
    upload_idle_values(model);
    auto const idle = optimizer_.template idle<value_type>();
    update_rows(model, detail::idle_steps<std::remove_const_t<decltype(idle)>>{idle}, 0, idle_values_.size(),
                matrix_view<value_type const>(model.embedding()).row_block(0, idle_values_.size()));
  }

  /// `device.update_rows` for `count` of the uploaded rows. Where the function takes no gradient, any view of that
  /// shape will do for `gradient`.
  template <class M, class F>
  void update_rows(M& model, F const& function, std::size_t first, std::size_t count,
                   matrix_view<value_type const> gradient) {
    std::apply(
        [&](auto&... states) {
          model.device().update_rows(function, std::span<index const>(rows_.view()).subspan(first, count),
                                     std::span<value_type const>(device_idle_values_.view()).subspan(first, count),
                                     gradient, matrix_view<value_type>(model.embedding()),
                                     matrix_view<value_type>(states.data(), last_step_.size(), dimension_)...);
        },
        row_states_);
  }

  /// Makes room for as many idle values too.
  template <class M>
  void upload_rows(M& model, std::span<index const> rows) {
    rows_.resize(rows.size());
    device_idle_values_.resize(rows.size());
    model.device().upload(rows, rows_.view());
  }
  template <class M>
  void upload_idle_values(M& model) {
    model.device().upload(std::span<value_type const>(idle_values_),
                          device_idle_values_.view().first(idle_values_.size()));
  }

  using values = typename D::template buffer<value_type>;

  O optimizer_;
  double clip_norm_;
  std::size_t dimension_;
  std::uint32_t steps_ = 0;
  std::array<values, O::states> dense_states_;
  std::array<values, O::states> row_states_;  ///< each (vocabulary, dimension)
  std::vector<std::uint32_t> last_step_;      ///< [row]: up to which step the row is done; 0: it never had a gradient

  // Scratch, kept from step to step.
  std::vector<index> late_;
  std::vector<index> all_rows_;
  std::vector<value_type> idle_values_;
  typename D::template buffer<index> rows_;
  values device_idle_values_;
  values clipped_;
  typename D::template buffer<double> squared_norm_;
};

}  // namespace hmt
