// SPDX-License-Identifier: MIT
// Callback: shows the progress of training.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "hmt/core/pluralise.hpp"
#include "hmt/train/report.hpp"

namespace hmt {

/// The output style of `progress`: `automatic` is `redrawn` on a capable terminal and `lines` otherwise.
enum class progress_style { automatic, redrawn, lines, detailed, quiet };

/// Writes a line for each epoch: loss, speed, validation scores, time left; `redrawn` also a bar while the epoch runs;
/// `detailed` also a line for each tenth of an epoch, each task's loss and the other scores. Without colours. Failures
/// to write are ignored: they are no reason to end a training.
class progress {
 public:
  /// `to` is not owned and must outlive the callback.
  explicit progress(std::FILE* to = stderr, progress_style style = progress_style::automatic) : to_(to), style_(style) {
    if (style == progress_style::automatic)
      style_ = ::isatty(::fileno(to)) == 1 && !is_dumb() ? progress_style::redrawn : progress_style::lines;
  }
  progress(progress&& other) noexcept
      : to_(other.to_),
        style_(other.style_),
        open_(std::exchange(other.open_, false)),
        start_(other.start_),
        drawn_(other.drawn_),
        last_f1_(other.last_f1_) {}
  progress& operator=(progress&&) = delete;
  /// Ends a line that an error left unfinished, so that the error's text begins a new line.
  ~progress() {
    if (open_) std::fputc('\n', to_);
  }

  template <class Model>
  void on_start(Model const&, start_report const& report) {
    start_ = clock::now();
    last_f1_.reset();
    if (style_ != progress_style::quiet)
      write(fmt::format("training on {}, {}, for up to {} of {}\n", detail::pluralise(report.sentences, "sentence"),
                        detail::pluralise(report.words, "word"), detail::pluralise(report.epochs, "epoch"),
                        detail::pluralise(report.steps, "step")));
  }

  /// Redraws at most ten times a second.
  template <class Model>
  void on_batch(Model const&, batch_report const& report) {
    double const part = static_cast<double>(report.words) / static_cast<double>(report.epoch_words);
    if (style_ == progress_style::detailed) {
      bool const next_tenth = report.step * 10 / report.steps != (report.step - 1) * 10 / report.steps;
      if (next_tenth) write(within_epoch(report, part) + "\n");
    }
    if (style_ != progress_style::redrawn) return;
    auto const now = clock::now();
    if (now - drawn_ < std::chrono::milliseconds(100)) return;
    drawn_ = now;
    constexpr std::size_t width = 20;
    auto const full = std::min(width, static_cast<std::size_t>(part * width));
    write(fmt::format("\r[{}{}] {}\x1b[K", std::string(full, '#'), std::string(width - full, '-'),
                      within_epoch(report, part)));
    open_ = true;
  }

  template <class Model>
  void on_epoch(Model const&, epoch_report const& report) {
    if (style_ == progress_style::quiet) return;
    std::string text = fmt::format("{}epoch {}/{}  {:.0f} words/s  loss {:.4f}", open_ ? "\r" : "", report.epoch,
                                   report.epochs, report.words_per_second, report.loss);
    if (auto const& scores = report.validation) {
      last_f1_ = scores->f1;
      text += fmt::format("  P {:.4f}  R {:.4f}  F1 {:.4f}{}", scores->precision, scores->recall, scores->f1,
                          report.best ? " (best)" : "");
    }
    if (style_ == progress_style::detailed) text += details(report);
    text += fmt::format("  left {}", time_left(static_cast<double>(report.epoch), report.epochs));
    write(text + (open_ ? "\x1b[K\n" : "\n"));
    open_ = false;
  }

  template <class Model>
  void on_end(Model const&, training_report const& report) {
    if (style_ == progress_style::quiet || report.epochs.empty()) return;
    auto const& best = report.epochs[report.best_epoch - 1];
    std::string const score =
        best.validation ? fmt::format(", kept epoch {} with F1 {:.4f}", report.best_epoch, best.validation->f1)
                        : std::string();
    write(fmt::format("{} after {}, {}{}\n", report.stopped_early ? "stopped early" : "done",
                      detail::pluralise(report.epochs.size(), "epoch"), duration(report.seconds), score));
  }

 private:
  using clock = std::chrono::steady_clock;

  /// Whether the terminal cannot return to the beginning of a line.
  [[nodiscard]] static bool is_dumb() {
    auto const* kind = std::getenv("TERM");
    return kind != nullptr && std::string_view(kind) == "dumb";
  }

  /// `part` of the epoch is done.
  [[nodiscard]] std::string within_epoch(batch_report const& report, double part) const {
    double const rate = report.seconds > 0 ? static_cast<double>(report.words) / report.seconds : 0;
    auto const text = fmt::format("epoch {}/{}  step {}/{}  {:.0f} words/s  loss {:.4f}  left {}", report.epoch,
                                  report.epochs, report.step, report.steps, rate, report.loss,
                                  time_left(static_cast<double>(report.epoch - 1) + part, report.epochs));
    return last_f1_ ? text + fmt::format("  F1 {:.4f}", *last_f1_) : text;
  }

  [[nodiscard]] static std::string details(epoch_report const& report) {
    std::string text;
    for (auto const& [task, loss] : report.task_losses) text += fmt::format("  loss of {} {:.4f}", task, loss);
    if (!report.validation) return text;
    for (auto const& [name, score] : report.validation->others) text += fmt::format("  {} {:.4f}", name, score);
    return text + fmt::format("  validated in {:.1f} s", report.validation_seconds);
  }

  /// Whole seconds as h:mm:ss or m:ss.
  [[nodiscard]] static std::string duration(double seconds) {
    auto const whole = std::llround(seconds);
    return whole < 3600 ? fmt::format("{}:{:02}", whole / 60, whole % 60)
                        : fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  }

  /// Estimated from the time of the epochs so far, including validation.
  [[nodiscard]] std::string time_left(double epochs_done, std::size_t epochs) const {
    double const elapsed = std::chrono::duration<double>(clock::now() - start_).count();
    return duration(elapsed * (static_cast<double>(epochs) - epochs_done) / epochs_done);
  }

  void write(std::string const& text) {
    std::fputs(text.c_str(), to_);
    std::fflush(to_);
  }

  std::FILE* to_;
  progress_style style_;
  bool open_ = false;  ///< whether the redrawn line is unfinished
  clock::time_point start_{};
  clock::time_point drawn_{};
  std::optional<double> last_f1_;
};

}  // namespace hmt
