// SPDX-License-Identifier: MIT
// Training: epochs of shuffled mini-batches, validation, early stopping, and the callbacks that hear of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/hierarchy/dropout.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/input/word_dropout.hpp"
#include "hmt/input/words.hpp"
#include "hmt/train/concept.hpp"
#include "hmt/train/finite.hpp"
#include "hmt/train/optimizer_state.hpp"
#include "hmt/train/report.hpp"
#include "hmt/train/schedule.hpp"
#include "hmt/train/training_options.hpp"
#include "hmt/train/weight_average.hpp"

namespace hmt {

/// Trains models. A step minimises the objective of its mini-batch (eq. 7, a sum over words) divided by the batch's
/// number of words, so that neither the batch size nor the sentences' lengths scale the learning rate. Holds only its
/// settings: each `run` begins with fresh optimizer states. The same model, data, seed and device give the same result.
template <Optimizer O>
class trainer {
 public:
  /// Throws `config_error` (`optimizer-options`, `training-options`) for a setting out of its range.
  explicit trainer(O optimizer, training_options options = {}) : optimizer_(optimizer), options_(options) {
    optimizer_.check();
    options_.check();
  }

  /// Trains `model` in place, calling the callbacks in the order given: `on_start` once, `on_batch` after each step,
  /// `on_epoch` after each epoch's validation, `on_end` once. At the end the model is that of the last epoch;
  /// `keep_best` keeps the best one. Prints nothing by itself. With an average, the model holds the averaged parameters
  /// from the end of each epoch on, for validation, `on_epoch`, `on_end` and the caller, and gets the trained ones back
  /// for the next epoch.
  ///
  /// Throws `data_error` (`training-set-empty`) if no sentence has a word (those without are left out), (`batch`)
  /// for labels that do not fit their words; `numeric_error` (`loss-not-finite`, looked for
  /// every 16 steps and at the end of an epoch; `parameters-not-finite`), always before validation and callbacks of the
  /// epoch; and whatever model, validation and callbacks throw. A step allocates only for a batch larger than any
  /// before.
  template <TrainableModel M, class V, class... C>
  requires Validation<std::remove_cvref_t<V>, M> &&(Callback<std::remove_cvref_t<C>, M>&&...)training_report
      run(M& model, std::span<typename M::encoded_sentence const> sentences, V&& validation, C&&... callbacks) const {
    auto const begin = clock::now();
    batches<M> work(sentences, options_);
    start_report const start{options_.epochs, work.sentences.size(), work.words, work.order.size(), model.task_names()};
    (tell_start(callbacks, model, start), ...);
    static_cast<void>(model.take_losses());  // what was added before is no part of this run

    scheduled<O> const rule{optimizer_, schedule_of(start)};
    auto result = options_.average > 0 ? train_epochs(averaged<scheduled<O>>{rule, options_.average}, model, start,
                                                      work, validation, callbacks...)
                                       : train_epochs(rule, model, start, work, validation, callbacks...);
    result.seconds = seconds_since(begin);
    (tell_end(callbacks, model, result), ...);
    return result;
  }

 private:
  using clock = std::chrono::steady_clock;

  /// Losses are fetched every so many steps: often enough to stop early, seldom enough not to hold up a device.
  static constexpr std::size_t steps_between_losses = 16;

  /// The mini-batches of a run, one at a time in memory that the next reuses.
  template <class M>
  struct batches {
    using encoded_sentence = typename M::encoded_sentence;
    using batch_type = typename M::batch_type;
    static constexpr bool has_words = requires(batch_type batch) { batch.template get<input::words>(); };

    std::vector<encoded_sentence const*> sentences;  ///< those that have words
    std::size_t words = 0;
    batch_order order;
    std::vector<encoded_sentence const*> chosen;
    batch_type packed;
    double word_dropout;
    std::uint64_t seed;

    batches(std::span<encoded_sentence const> given, training_options const& options)
        : sentences(with_words(given)),
          order(sentences.size(), options.batch_size, options.seed),
          word_dropout(options.word_dropout),
          seed(options.seed) {
      for (auto const* one : sentences) words += one->length;
    }

    /// Batch `number` of the epoch, for the step of this number in the whole training.
    batch_type const& pack_batch(std::size_t number, std::uint32_t step) {
      chosen.clear();
      for (index const sentence : order[number]) chosen.push_back(sentences[sentence]);
      pack(chosen, packed);
      if constexpr (has_words)
        drop_words(packed.template get<input::words>(), word_dropout, {seed, random_purpose::word_dropout, 0, step});
      return packed;
    }

   private:
    [[nodiscard]] static std::vector<encoded_sentence const*> with_words(std::span<encoded_sentence const> given) {
      std::vector<encoded_sentence const*> kept;
      for (auto const& one : given)
        if (one.length != 0) kept.push_back(&one);
      if (kept.empty())
        throw data_error("training-set-empty",
                         fmt::format("training: expected sentences with words, found {} sentences without a word; "
                                     "check the training file and the limits set on it",
                                     given.size()));
      return kept;
    }
  };

  [[nodiscard]] static double seconds_since(clock::time_point begin) {
    return std::chrono::duration<double>(clock::now() - begin).count();
  }

  [[nodiscard]] rate_schedule schedule_of(start_report const& start) const {
    return rate_schedule::of(options_.schedule, options_.warmup, options_.epochs * start.steps);
  }

  /// All epochs by this rule; what comes back lacks the time.
  template <class Rule, class M, class V, class... C>
  training_report train_epochs(Rule const& rule, M& model, start_report const& start, batches<M>& work, V& validation,
                               C&... callbacks) const {
    auto const embedding = matrix_view<typename M::value_type>(model.embedding());
    optimizer_state<typename M::device_type, Rule> state(rule, options_.clip_norm, model.parameters().size(),
                                                         embedding.rows, embedding.columns);
    weight_average<Rule> average(rule);
    training_report result;
    double best_score = -1;
    std::size_t epochs_without_gain = 0;
    for (std::size_t epoch = 1; epoch <= options_.epochs && !result.stopped_early; ++epoch) {
      if (epoch > 1) average.put_away(model, state);
      epoch_report report = train_epoch(model, start, epoch, work, state, average, callbacks...);
      average.put_in(model, state);
      if constexpr (!std::is_same_v<std::remove_cvref_t<V>, no_validation>) {
        auto const validation_begin = clock::now();
        report.validation = validation(model);
        if (report.validation) {
          report.validation_seconds = seconds_since(validation_begin);
          double const score = report.validation->choice.value_or(report.validation->f1);
          report.best = !(score < best_score);
          epochs_without_gain = score > best_score ? 0 : epochs_without_gain + 1;
          best_score = std::max(best_score, score);
          result.stopped_early = options_.patience > 0 && epochs_without_gain >= options_.patience;
        }
      }
      if (report.best) result.best_epoch = epoch;
      (tell_epoch(callbacks, model, report), ...);
      result.epochs.push_back(std::move(report));
    }
    return result;
  }

  /// One pass over the sentences; what comes back lacks the validation.
  template <class Rule, class M, class... C>
  epoch_report train_epoch(M& model, start_report const& start, std::size_t epoch, batches<M>& work,
                           optimizer_state<typename M::device_type, Rule>& state, weight_average<Rule>& average,
                           C&... callbacks) const {
    auto const begin = clock::now();
    std::vector<double> losses(start.tasks.size(), 0.0);
    batch_report now{epoch, options_.epochs, 0, start.steps, 0, start.words, 0, 0};
    std::size_t unchecked = 1;  // the first step whose loss was not looked at
    work.order.shuffle(static_cast<std::uint32_t>(epoch));
    for (now.step = 1; now.step <= now.steps; ++now.step) {
      auto const& batch = work.pack_batch(now.step - 1, state.steps());
      average.before_step(model, state);
      state.catch_up(model, batch.template get<input::words>().distinct);
      model.compute_gradients(batch, {options_.dropout, options_.seed, state.steps()});
      state.step(model, batch);

      now.words += batch.layout().rows();
      if (now.step == 1 || now.step % steps_between_losses == 0 || now.step == now.steps) {
        add_losses(model, start, now, unchecked, losses);
        now.loss = std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(now.words);
        unchecked = now.step + 1;
      }
      now.seconds = seconds_since(begin);
      (tell_batch(callbacks, model, std::as_const(now)), ...);
    }
    state.catch_up_all(model);
    detail::require_finite_parameters(model, epoch);

    epoch_report report;
    report.epoch = epoch;
    report.epochs = options_.epochs;
    report.words = now.words;
    report.seconds = seconds_since(begin);
    report.words_per_second = static_cast<double>(report.words) / report.seconds;
    report.learning_rate =
        optimizer_.learning_rate * schedule_of(start).factor(static_cast<std::uint32_t>(epoch * start.steps));
    report.loss = now.loss;
    for (std::size_t task = 0; task < losses.size(); ++task)
      report.task_losses.emplace_back(start.tasks[task], losses[task] / static_cast<double>(report.words));
    return report;
  }

  /// Adds what each task lost since the last call, after a look at it.
  template <class M>
  static void add_losses(M& model, start_report const& start, batch_report const& now, std::size_t unchecked,
                         std::vector<double>& losses) {
    auto const taken = model.take_losses();
    detail::require_finite_losses(taken, start.tasks, now.epoch, unchecked, now.step);
    for (std::size_t task = 0; task < losses.size(); ++task) losses[task] += taken[task];
  }

  template <class C, class M>
  static void tell_start(C& callback, M const& model, start_report const& report) {
    if constexpr (HearsStart<C, M>) callback.on_start(model, report);
  }
  template <class C, class M>
  static void tell_batch(C& callback, M const& model, batch_report const& report) {
    if constexpr (HearsBatch<C, M>) callback.on_batch(model, report);
  }
  template <class C, class M>
  static void tell_epoch(C& callback, M const& model, epoch_report const& report) {
    if constexpr (HearsEpoch<C, M>) callback.on_epoch(model, report);
  }
  template <class C, class M>
  static void tell_end(C& callback, M const& model, training_report const& report) {
    if constexpr (HearsEnd<C, M>) callback.on_end(model, report);
  }

  O optimizer_;
  training_options options_;
};

}  // namespace hmt
