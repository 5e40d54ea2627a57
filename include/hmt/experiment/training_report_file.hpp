// SPDX-License-Identifier: MIT
// Callback: keeps a web page about a training up to date.
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/pluralise.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/report/training_page.hpp"
#include "hmt/train/metrics_log.hpp"
#include "hmt/train/report.hpp"

namespace hmt::experiment {

/// Writes the page after each epoch and at the end, replacing the old one atomically. Each epoch is the row that
/// `metrics_log` would write.
class training_report_file {
 public:
  /// Throws `data_error` (`file-write`) if the page could not be written, before an epoch is spent on it.
  training_report_file(std::string path, std::string model) : path_(std::move(path)) {
    output_file::require_writable(path_);
    summary_.model = std::move(model);
  }

  /// The options that the page shows; initially none.
  void set_options(json_value options) { summary_.options = std::move(options); }

  /// Throws `data_error` (`file-write`), as the others do.
  template <class Model>
  void on_epoch(Model const&, epoch_report const& report) {
    summary_.epochs.push_back(to_json(report));
    write(fmt::format("{} of {} epochs are done.", report.epoch, report.epochs));
  }

  template <class Model>
  void on_end(Model const&, training_report const& report) {
    write(fmt::format("{} after {} and {:.0f} seconds.", report.stopped_early ? "stopped early" : "done",
                      hmt::detail::pluralise(report.epochs.size(), "epoch"), report.seconds));
  }

  /// The training ended early. If the page cannot be written then, that is only logged, so that the reason for the end
  /// is not lost.
  void ended(std::exception const& reason) {
    try {
      write(reason.what());
    } catch (data_error const& failure) {
      log("{}", failure.what());
    }
  }

 private:
  void write(std::string status) {
    summary_.status = std::move(status);
    write_file(path_, training_page(summary_));
  }

  std::string path_;
  training_summary summary_;
};

}  // namespace hmt::experiment
