// SPDX-License-Identifier: MIT
// Callback: writes one JSON object per line for each epoch, for programs and plots.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/json.hpp"
#include "hmt/train/report.hpp"

namespace hmt {

/// An epoch as JSON: `epoch`, `loss` and `losses` (by task; both per word), `learning_rate` (of its last step),
/// `words`, `seconds` and `words_per_second` (of training); with validation also `precision`, `recall`, `f1`, the
/// scores named by the validation, `best` and `validation_seconds`.
[[nodiscard]] inline json_value to_json(epoch_report const& report) {
  json_value json{{"epoch", report.epoch}, {"loss", report.loss}};
  auto& losses = json["losses"] = json_value::object();
  for (auto const& [task, loss] : report.task_losses) losses[task] = loss;
  json["learning_rate"] = report.learning_rate;
  json["words"] = report.words;
  json["seconds"] = report.seconds;
  json["words_per_second"] = report.words_per_second;
  if (report.validation) {
    json["precision"] = report.validation->precision;
    json["recall"] = report.validation->recall;
    json["f1"] = report.validation->f1;
    for (auto const& [name, score] : report.validation->others) json[name] = score;
    json["best"] = report.best;
    json["validation_seconds"] = report.validation_seconds;
  }
  return json;
}

/// Writes each epoch as a line, which is flushed when the epoch ends.
class metrics_log {
 public:
  /// Opens the file and empties it. Throws `data_error` (`file-write`) with path and reason.
  explicit metrics_log(std::string path) : path_(std::move(path)), file_(std::fopen(path_.c_str(), "wb")) {
    if (!file_) refuse();
  }

  /// Writes a line. Throws `data_error` (`file-write`) with path and line.
  template <class Model>
  void on_epoch(Model const&, epoch_report const& report) {
    ++line_;
    std::string const text = to_json(report).dump() + '\n';
    if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size() || std::fflush(file_.get()) != 0) refuse();
  }

 private:
  [[noreturn]] void refuse() const {
    throw data_error("file-write", file_position{path_, line_},
                     "expected a writable file, found: " + detail::system_reason(errno) +
                         "; its folder must exist, be writable and have free space");
  }

  struct close_file {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path_;
  std::size_t line_ = 0;
  std::unique_ptr<std::FILE, close_file> file_;
};

}  // namespace hmt
