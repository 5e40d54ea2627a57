// SPDX-License-Identifier: MIT
// Lines from a file, a pipe or a terminal, as they arrive.
#pragma once

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <string>
#include <utility>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"

namespace hmt {

/// Reads lines from a file descriptor that the caller owns, and tells whether the next line is available without
/// waiting, so that a program can process what it has while input pauses. Needs memory for the longest line so far and
/// 64 KiB. For one thread.
class line_reader {
 public:
  /// `name` is the name of the input in messages. Allocates nothing yet.
  line_reader(int file, std::string name) : file_(file), name_(std::move(name)) {}

  /// Waits for the next line, stores it without its line break (`\n` or `\r\n`) in `line` and returns true; false at
  /// the end of the input. The last line need not end in a line break. Throws `data_error` (`file-read`) if reading
  /// fails.
  bool next(std::string& line) {
    while (!has_line() && !at_end_) fill();
    if (begin_ == buffer_.size()) return false;
    auto const end = has_line() ? line_end_ : buffer_.size();
    line.assign(buffer_, begin_, end - begin_);
    if (line.ends_with('\r')) line.pop_back();
    begin_ = searched_ = std::min(end + 1, buffer_.size());
    return true;
  }

  /// Whether `next` would not wait: a whole line or the end is available. Throws as `next` does.
  [[nodiscard]] bool is_ready() {
    while (!has_line() && !at_end_) {
      pollfd one{file_, POLLIN, 0};
      if (::poll(&one, 1, 0) <= 0) return false;
      fill();
    }
    return true;
  }

 private:
  /// Searches the unsearched part for a line break.
  bool has_line() {
    line_end_ = buffer_.find('\n', searched_);
    searched_ = std::min(line_end_, buffer_.size());
    return line_end_ != std::string::npos;
  }

  void fill() {
    constexpr std::size_t piece = 1 << 16;
    buffer_.erase(0, begin_);
    searched_ -= std::exchange(begin_, 0);
    auto const size = buffer_.size();
    buffer_.resize(size + piece);
    auto const count = ::read(file_, buffer_.data() + size, piece);
    auto const reason = errno;
    buffer_.resize(size + static_cast<std::size_t>(count < 0 ? 0 : count));
    if (count == 0) at_end_ = true;
    if (count < 0 && reason != EINTR)
      throw data_error(
          "file-read", file_position{name_},
          "expected to continue reading, found: " + detail::system_reason(reason) + "; the output ends here");
  }

  int file_;
  std::string name_;
  std::string buffer_;
  std::size_t begin_ = 0;     ///< of the next line
  std::size_t searched_ = 0;  ///< no line break between `begin_` and here
  std::size_t line_end_ = 0;
  bool at_end_ = false;
};

}  // namespace hmt
