// SPDX-License-Identifier: MIT
// Callback: writes one JSON object a line for each epoch, for programs and plots.
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

/// The keys of a line: `epoch`, `loss` and `losses` (by task; both a word), `words`, `seconds` and `words_per_second`
/// (of training); with validation also `precision`, `recall`, `f1`, the scores named by the validation, `best` and
/// `validation_seconds`. Each line is flushed when its epoch ends.
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
    std::string const text = json_line(report);
    if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size() || std::fflush(file_.get()) != 0) refuse();
  }

 private:
  [[nodiscard]] static std::string json_line(epoch_report const& report) {
    json_value line{{"epoch", report.epoch}, {"loss", report.loss}};
    auto& losses = line["losses"] = json_value::object();
    for (auto const& [task, loss] : report.task_losses) losses[task] = loss;
    line["words"] = report.words;
    line["seconds"] = report.seconds;
    line["words_per_second"] = report.words_per_second;
    if (report.validation) {
      line["precision"] = report.validation->precision;
      line["recall"] = report.validation->recall;
      line["f1"] = report.validation->f1;
      for (auto const& [name, score] : report.validation->others) line[name] = score;
      line["best"] = report.best;
      line["validation_seconds"] = report.validation_seconds;
    }
    return line.dump() + '\n';
  }

  [[noreturn]] void refuse() const {
    throw data_error("file-write", place{path_, line_},
                     "expected a file that can be written, found: " + detail::system_reason(errno) +
                         "; its folder has to exist, allow writing and have space left");
  }

  struct close_file {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path_;
  std::size_t line_ = 0;
  std::unique_ptr<std::FILE, close_file> file_;
};

}  // namespace hmt
