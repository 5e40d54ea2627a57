// SPDX-License-Identifier: MIT
// Output of a command: results to standard output, everything else to standard error.
#pragma once

#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"

namespace hmt::experiment {

/// Writes a part of the result to standard output and flushes it, so that a reader at the other end of a pipe need not
/// wait. Throws `data_error` (`output-write`) if writing fails, for example on a full disk.
inline void write_result(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw data_error("output-write", file_position{"standard output"},
                     "expected a writable output, found: " + hmt::detail::system_reason(errno) +
                         "; the written output is incomplete");
}

/// Writes a line to standard error. A failure is ignored: it is no reason to give up a result.
template <class... Values>
void log(fmt::format_string<Values...> text, Values&&... values) {
  auto const line = fmt::format(text, std::forward<Values>(values)...) + "\n";
  std::fputs(line.c_str(), stderr);
}

/// Writes a warning to standard error, as `log` does.
template <class... Values>
void warn(fmt::format_string<Values...> text, Values&&... values) {
  log("warning: {}", fmt::format(text, std::forward<Values>(values)...));
}

/// Warns of names that a format cannot represent, with their replacements.
inline void warn_of_new_names(std::vector<std::pair<std::string, std::string>> const& names) {
  for (auto const& [given, name] : names) warn("'{}' is written as {}", given, name);
}

}  // namespace hmt::experiment
