// SPDX-License-Identifier: MIT
// Orderly termination on Ctrl-C.
#pragma once

#include <csignal>

#include <array>
#include <cstddef>
#include <cstdlib>

#include "hmt/core/error.hpp"

namespace hmt::experiment {

/// Work that stopped because the process received a signal (`interrupted`).
class interrupted_error : public error {
 public:
  using error::error;
};

/// During the lifetime of an object, the first SIGINT or SIGTERM does not end the process but sets a flag to be polled
/// by `asked()`. A second signal ends the process as usual. One object at a time, created and destroyed by one thread.
class interruption {
 public:
  interruption() {
    noted() = 0;
    struct sigaction action {};
    action.sa_handler = [](int number) { noted() = number; };
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    for (std::size_t k = 0; k < signals.size(); ++k) ::sigaction(signals[k], &action, &before_[k]);
  }
  interruption(interruption const&) = delete;
  interruption& operator=(interruption const&) = delete;
  ~interruption() {
    for (std::size_t k = 0; k < signals.size(); ++k) ::sigaction(signals[k], &before_[k], nullptr);
    noted() = 0;
  }

  /// Whether a signal came. False if there is no `interruption`.
  [[nodiscard]] static bool asked() { return noted() != 0; }

  /// Ends the process by the signal received, so that a shell loop around it ends too.
  [[noreturn]] static void end_process() {
    int const number = noted();
    std::signal(number, SIG_DFL);
    std::raise(number);
    std::abort();  // not reached: both signals end the process by default
  }

 private:
  static constexpr std::array signals{SIGINT, SIGTERM};
  static std::sig_atomic_t volatile& noted() {
    static volatile std::sig_atomic_t number = 0;
    return number;
  }
  std::array<struct sigaction, signals.size()> before_{};
};

}  // namespace hmt::experiment
