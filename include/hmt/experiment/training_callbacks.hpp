// SPDX-License-Identifier: MIT
// The callbacks of the command `train`: they keep the best model, report progress and stop on a signal.
#pragma once

#include <cstdio>
#include <exception>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/json.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/interruption.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/training_report_file.hpp"
#include "hmt/train/keep_best.hpp"
#include "hmt/train/metrics_log.hpp"
#include "hmt/train/progress.hpp"
#include "hmt/train/report.hpp"

namespace hmt::experiment {

/// All callbacks of the command `train`.
class training_callbacks final : public training_listener {
 public:
  /// Throws `data_error` (`file-write`) for a file that cannot be written, before time is spent on reading.
  explicit training_callbacks(train_settings const& settings)
      : file_(settings.model), best_(settings.model), progress_(stderr, style_of(settings)) {
    output_file::require_writable(settings.model);
    if (!settings.metrics.empty()) metrics_.emplace(settings.metrics);
    if (!settings.report.empty()) page_.emplace(settings.report, settings.model);
  }

  /// The options that the page shows.
  void set_options(json_value const& options) {
    if (page_) page_->set_options(options);
  }

  void on_start(any_model const& model, start_report const& report) override {
    best_.on_start(model, report);
    progress_.on_start(model, report);
  }
  /// Throws `interrupted_error` (`interrupted`), which says how to resume, if the process was asked to end.
  void on_batch(any_model const& model, batch_report const& report) override {
    progress_.on_batch(model, report);
    if (!interruption::asked()) return;
    throw interrupted_error(
        "interrupted",
        report.epoch == 1
            ? fmt::format("stopped in the first of {} epochs; {} is unchanged", report.epochs, file_)
            : fmt::format("stopped in epoch {} of {}; {} holds the best model so far, --from resumes from it",
                          report.epoch, report.epochs, file_));
  }
  void on_epoch(any_model const& model, epoch_report const& report) override {
    best_.on_epoch(model, report);
    if (metrics_) metrics_->on_epoch(model, report);
    if (page_) page_->on_epoch(model, report);
    progress_.on_epoch(model, report);
  }
  void on_end(any_model const& model, training_report const& report) override {
    if (page_) page_->on_end(model, report);
    progress_.on_end(model, report);
  }

  /// The training ended early.
  void ended(std::exception const& reason) {
    if (page_) page_->ended(reason);
  }

 private:
  [[nodiscard]] static progress_style style_of(train_settings const& settings) {
    if (settings.quiet) return progress_style::quiet;
    return settings.verbose ? progress_style::detailed : progress_style::automatic;
  }

  std::string file_;  ///< of the best model so far
  keep_best best_;
  std::optional<metrics_log> metrics_;
  std::optional<training_report_file> page_;
  progress progress_;
};

}  // namespace hmt::experiment
