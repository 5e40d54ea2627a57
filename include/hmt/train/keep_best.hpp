// SPDX-License-Identifier: MIT
// Callback: saves the model of the best epoch.
#pragma once

#include <string>
#include <utility>

#include "hmt/core/file.hpp"
#include "hmt/train/report.hpp"

namespace hmt {

/// Saves the model after each epoch whose validation score is at least the best so far (of equals the later is kept),
/// or after every epoch if there is no validation. Relies on `save` to write the file atomically, so the last good
/// model survives later failures.
class keep_best {
 public:
  explicit keep_best(std::string path) : path_(std::move(path)) {}

  /// Throws `data_error` (`file-write`) if the file could not be written, before an epoch is spent on it.
  template <class Model>
  void on_start(Model const&, start_report const&) {
    output_file::require_writable(path_);
  }

  /// Throws what `model.save(path)` throws.
  template <class Model>
  void on_epoch(Model const& model, epoch_report const& report) {
    if (report.best) model.save(path_);
  }

 private:
  std::string path_;
};

}  // namespace hmt
