// SPDX-License-Identifier: MIT
// Errors: one base with a stable code, one class for each kind of cause.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace hmt {

/// A position in a file; line 0 means the file as a whole.
struct file_position {
  std::string file;
  std::size_t line = 0;  ///< counted from 1

  /// `file:line`, or `file` alone.
  [[nodiscard]] std::string text() const { return line == 0 ? file : file + ":" + std::to_string(line); }
};

/// The base of all exceptions this library throws. `what()` is a message for people: what was expected, what was found
/// and what to do; `code()` is stable, for programs, and documented in `docs/errors.md`.
class error : public std::runtime_error {
 public:
  /// Requires: `code` has static storage (a literal).
  error(std::string_view code, std::string const& message)
      : std::runtime_error(message + " [" + std::string(code) + "]"), code_(code) {}

  /// The stable name of the error, for example `corpus-json`.
  [[nodiscard]] std::string_view code() const noexcept { return code_; }

 private:
  std::string_view code_;
};

/// Tensors of incompatible shapes; the message contains both shapes.
class shape_error : public error {
 public:
  using error::error;
};

/// A file with unexpected content; the message begins with file and line.
class data_error : public error {
 public:
  using error::error;
  data_error(std::string_view code, file_position const& where, std::string const& message)
      : error(code, where.text() + ": " + message) {}
};

/// An invalid option or combination of options.
class config_error : public error {
 public:
  using error::error;
};

/// A device that is missing, out of memory, or reports a failure.
class device_error : public error {
 public:
  using error::error;
};

/// A device that is out of memory (`device-memory`).
class memory_error : public device_error {
 public:
  /// `shortage` says how much was requested and is available, `advice` what to do.
  memory_error(std::string shortage, std::string const& advice)
      : device_error("device-memory", shortage + "; " + advice), shortage_(std::move(shortage)) {}

  /// The first part of the message, so that callers can append their own advice.
  [[nodiscard]] std::string const& shortage() const noexcept { return shortage_; }

 private:
  std::string shortage_;
};

/// A number that should be finite but is not; the message contains step and task.
class numeric_error : public error {
 public:
  using error::error;
};

}  // namespace hmt
