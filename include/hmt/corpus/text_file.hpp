// SPDX-License-Identifier: MIT
// The text of a corpus file, with clear errors for content that is not text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "hmt/core/error.hpp"

namespace hmt::detail {

/// A file's text without its byte order mark, a part of `bytes`. Throws `data_error`: `corpus-binary` if there is a NUL
/// byte among the first thousand, `corpus-empty` if there is only white space. Allocates only to throw.
inline std::string_view require_text(std::string_view bytes, std::string const& path) {
  constexpr std::size_t looked_at = 1000;
  if (auto const nul = bytes.substr(0, looked_at).find('\0'); nul != std::string_view::npos)
    throw data_error("corpus-binary", file_position{path},
                     "expected UTF-8 text, found a NUL byte as byte " + std::to_string(nul + 1) +
                         "; unpack a compressed file, convert UTF-16 text to UTF-8");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos)
    throw data_error("corpus-empty", file_position{path},
                     "expected at least one record, found an empty file; check the path");
  return bytes;
}

}  // namespace hmt::detail
