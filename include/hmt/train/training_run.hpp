// SPDX-License-Identifier: MIT
// A training as an object: single steps, whole epochs, and its state between them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/train/concept.hpp"
#include "hmt/train/finite.hpp"
#include "hmt/train/report.hpp"
#include "hmt/train/schedule.hpp"
#include "hmt/train/training_batches.hpp"
#include "hmt/train/training_options.hpp"
#include "hmt/train/training_state.hpp"

namespace hmt {

/// The state of a run besides parameters and optimizer state: plain numbers.
struct training_position {
  batch_report last;                    ///< of the last step; its epoch is the current one, 0 before the first
  bool epoch_ended = true;              ///< the current epoch has its report, and the next step begins another
  std::vector<double> losses;           ///< [task]: summed over the words of the epoch that were fetched
  std::size_t fetched = 0;              ///< the last fetched step of the epoch
  double best_score = -1;               ///< of all validations
  std::size_t epochs_without_gain = 0;  ///< in a row, up to now
  training_report report;               ///< of the epochs that have ended
};

/// The training of a model on sentences, both of which must outlive it. A step minimises the objective of its
/// mini-batch (eq. 7, a sum over words) divided by the batch's number of words, so that neither the batch size nor the
/// sentences' lengths scale the learning rate. The same model, data, options and device give the same result.
///
/// `step` and `end_epoch` may be called in any order until `finished`. The model may be read when an epoch has ended,
/// or after `settle`; in between, rows of its tables may lack missed steps. Only this run may change it.
template <TrainableModel M>
class training_run {
 public:
  using device_type = typename M::device_type;

  /// Throws `config_error` (`training-options`, `optimizer-options`, `parameter-group`), and `data_error`
  /// (`training-set-empty`) if no sentence has a word (those without are skipped).
  template <Optimizer O>
  training_run(M& model, std::span<typename M::encoded_sentence const> sentences, O const& optimizer,
               training_options const& options = {})
      : training_run(model, sentences, optimizer_state<device_type>::rule_of(optimizer), options) {}
  training_run(M& model, std::span<typename M::encoded_sentence const> sentences,
               std::unique_ptr<update_rule<device_type>> rule, training_options const& options)
      : options_(checked(options)),
        batches_(sentences, options_),
        start_{options_.epochs, batches_.sentences(), batches_.words(), batches_.size(), model.task_names()},
        state_(model, std::move(rule),
               {options_.clip_norm,
                learning_rate_schedule::of(options_.schedule, options_.warmup, options_.epochs * start_.steps),
                options_.average}) {
    static_cast<void>(model.take_losses());  // discard what was added before this run
  }

  /// Whether no step is left.
  [[nodiscard]] bool finished() const {
    return at_.report.stopped_early || (at_.last.epoch == options_.epochs && steps_left() == 0);
  }
  /// The number of the current epoch; 0 before the first.
  [[nodiscard]] std::size_t steps_left() const { return at_.epoch_ended ? 0 : start_.steps - at_.last.step; }

  /// Takes the next step; if none is left in the current epoch, that ends without validation and the next begins.
  /// `exchange`: see `training_state::step`. Throws `config_error` (`training-finished`) if the run has finished;
  /// `data_error` (`batch-sentence`) for labels that do not match their words; `numeric_error` (`loss-not-finite`,
  /// checked every 16 steps and at the end of an epoch). Allocates only for a batch larger than any before.
  template <class Exchange = as_computed>
  batch_report const& step(Exchange&& exchange = {}) {
    require_steps();
    if (!at_.epoch_ended && steps_left() == 0) end_epoch();
    if (at_.epoch_ended) begin_epoch();
    auto& now = at_.last;
    auto const& batch = batches_.pack_batch(now.step, state_.steps());
    state_.step(batch, {options_.dropout, options_.seed, state_.steps()}, exchange);

    ++now.step;
    now.words += batch.layout().rows();
    if (now.step == 1 || now.step % steps_between_losses == 0 || now.step == now.steps) fetch_losses();
    now.seconds = seconds_since(epoch_begin_);
    return now;
  }

  /// Takes the remaining steps of the current epoch (of the next, if it has ended), settles the model, and validates
  /// it. Throws what `step` throws; `numeric_error` (`parameters-not-finite`) before validation; and what the
  /// validation throws, after which it can be called again.
  template <class V = no_validation>
  requires Validation<std::remove_cvref_t<V>, M> epoch_report const& end_epoch(V&& validation = {}) {
    auto report = finish_epoch();
    if constexpr (!std::is_same_v<std::remove_cvref_t<V>, no_validation>) {
      auto const begin = clock::now();
      report.validation = validation(model());
      if (report.validation) {
        report.validation_seconds = seconds_since(begin);
        judge(report);
      }
    }
    return accept(std::move(report));
  }

  /// Makes the model readable and savable, with the average of its parameters, if any. Further steps continue from the
  /// trained parameters.
  void settle() { state_.settle(); }

  [[nodiscard]] M& model() { return state_.model(); }
  [[nodiscard]] M const& model() const { return state_.model(); }
  [[nodiscard]] training_options const& options() const { return options_; }
  [[nodiscard]] start_report const& start() const { return start_; }
  [[nodiscard]] training_state<M> const& state() const { return state_; }
  [[nodiscard]] training_position const& position() const { return at_; }
  /// The report of the epochs that have ended, with the time since the run began.
  [[nodiscard]] training_report report() const {
    auto report = at_.report;
    report.seconds = seconds_since(begin_);
    return report;
  }

 private:
  using clock = std::chrono::steady_clock;

  /// Losses are fetched at this interval of steps: often enough to stop early, rarely enough not to stall a device.
  static constexpr std::size_t steps_between_losses = 16;

  [[nodiscard]] static training_options const& checked(training_options const& options) {
    options.check();
    return options;
  }
  [[nodiscard]] static double seconds_since(clock::time_point begin) {
    return std::chrono::duration<double>(clock::now() - begin).count();
  }

  void require_steps() const {
    if (finished())
      throw config_error("training-finished",
                         fmt::format("expected a training with steps left, found one that has finished after {} of {} "
                                     "epochs; begin another run",
                                     at_.last.epoch, options_.epochs));
  }

  void begin_epoch() {
    epoch_begin_ = clock::now();
    at_.last = {at_.last.epoch + 1, options_.epochs, 0, start_.steps, 0, start_.words, 0, 0};
    at_.losses.assign(start_.tasks.size(), 0.0);
    at_.fetched = 0;
    at_.epoch_ended = false;
    batches_.begin_epoch(at_.last.epoch);
  }

  /// Checks and adds the losses of each task since the last call.
  void fetch_losses() {
    auto& now = at_.last;
    auto const taken = model().take_losses();
    detail::require_finite_losses(taken, start_.tasks, now.epoch, at_.fetched + 1, now.step);
    for (std::size_t task = 0; task < at_.losses.size(); ++task) at_.losses[task] += taken[task];
    at_.fetched = now.step;
    now.loss = std::accumulate(at_.losses.begin(), at_.losses.end(), 0.0) / static_cast<double>(now.words);
  }

  /// Takes the remaining steps of an epoch; the returned report lacks the validation.
  [[nodiscard]] epoch_report finish_epoch() {
    if (at_.epoch_ended) step();
    while (steps_left() > 0) step();
    state_.flush_rows();
    detail::require_finite_parameters(model().device(), model().parameters(), at_.last.epoch);
    epoch_report report;
    report.epoch = at_.last.epoch;
    report.epochs = options_.epochs;
    report.words = at_.last.words;
    report.seconds = seconds_since(epoch_begin_);
    report.words_per_second = static_cast<double>(report.words) / report.seconds;
    report.learning_rate = state_.optimizer().learning_rate(static_cast<std::uint32_t>(report.epoch * start_.steps));
    report.loss = at_.last.loss;
    for (std::size_t task = 0; task < at_.losses.size(); ++task)
      report.task_losses.emplace_back(start_.tasks[task], at_.losses[task] / static_cast<double>(report.words));
    state_.settle();
    return report;
  }

  epoch_report const& accept(epoch_report report) {
    if (report.best) at_.report.best_epoch = report.epoch;
    at_.epoch_ended = true;
    return at_.report.epochs.emplace_back(std::move(report));
  }

  /// Compares a validation's score with earlier ones.
  void judge(epoch_report& report) {
    double const score = report.validation->selection_score.value_or(report.validation->f1);
    report.best = !(score < at_.best_score);
    at_.epochs_without_gain = score > at_.best_score ? 0 : at_.epochs_without_gain + 1;
    at_.best_score = std::max(at_.best_score, score);
    at_.report.stopped_early = options_.patience > 0 && at_.epochs_without_gain >= options_.patience;
  }

  clock::time_point begin_ = clock::now();
  clock::time_point epoch_begin_ = begin_;
  training_options options_;
  training_batches<M> batches_;
  start_report start_;
  training_state<M> state_;
  training_position at_;
};

}  // namespace hmt
