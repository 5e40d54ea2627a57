// SPDX-License-Identifier: MIT
// Training: a complete run with validation, early stopping and callbacks.
#pragma once

#include <span>
#include <type_traits>
#include <utility>

#include "hmt/train/concept.hpp"
#include "hmt/train/report.hpp"
#include "hmt/train/training_options.hpp"
#include "hmt/train/training_run.hpp"

namespace hmt {

namespace detail {

/// Takes all steps of a run and calls the callbacks. The same code for every optimizer.
template <TrainableModel M, class V, class... C>
training_report run_to_its_end(training_run<M>& run, V& validation, C&... callbacks) {
  auto const notify = [&](auto const& of) { (of(callbacks, std::as_const(run).model()), ...); };
  notify([&](auto& to, M const& model) {
    if constexpr (StartCallback<decltype(to), M>) to.on_start(model, run.start());
  });
  while (!run.finished()) {
    do {
      batch_report const& report = run.step();
      notify([&](auto& to, M const& model) {
        if constexpr (BatchCallback<decltype(to), M>) to.on_batch(model, report);
      });
    } while (run.steps_left() > 0);
    epoch_report const& report = run.end_epoch(validation);
    notify([&](auto& to, M const& model) {
      if constexpr (EpochCallback<decltype(to), M>) to.on_epoch(model, report);
    });
  }
  auto result = run.report();
  notify([&](auto& to, M const& model) {
    if constexpr (EndCallback<decltype(to), M>) to.on_end(model, result);
  });
  return result;
}

}  // namespace detail

/// Trains models by a `training_run` each. Holds only settings: each `run` begins with fresh optimizer states.
template <Optimizer O>
class trainer {
 public:
  /// Throws `config_error` (`optimizer-options`, `training-options`) for a setting out of range.
  explicit trainer(O optimizer, training_options options = {}) : optimizer_(optimizer), options_(options) {
    optimizer_.check();
    options_.check();
  }

  /// Trains `model` in place, calling the callbacks in the given order: `on_start` once, `on_batch` after each step,
  /// `on_epoch` after each epoch's validation, `on_end` once. At the end the model is that of the last epoch;
  /// `keep_best` saves the best one. Prints nothing itself. With an average, the model holds the averaged parameters
  /// from the end of each epoch on, for validation, `on_epoch`, `on_end` and the caller; the trained ones are restored
  /// for the next epoch. Throws what `training_run` throws, always before validation and callbacks of the epoch, and
  /// what model, validation and callbacks throw. A step allocates only for a batch larger than any before.
  template <TrainableModel M, class V, class... C>
  requires Validation<std::remove_cvref_t<V>, M> &&(Callback<std::remove_cvref_t<C>, M>&&...)training_report
      run(M& model, std::span<typename M::encoded_sentence const> sentences, V&& validation, C&&... callbacks) const {
    training_run<M> run(model, sentences, optimizer_, options_);
    return detail::run_to_its_end(run, validation, callbacks...);
  }

 private:
  O optimizer_;
  training_options options_;
};

}  // namespace hmt
