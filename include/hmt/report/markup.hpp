// SPDX-License-Identifier: MIT
// Escaping for XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace hmt::detail {

/// Escapes text for XML and HTML, including attributes; control characters, which XML cannot represent, become U+FFFD.
inline std::string escaped_markup(std::string_view text) {
  std::string escaped;
  for (char const c : text) switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      case '\t':
      case '\n':
      case '\r':
        escaped += c;
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 ? std::string("\xEF\xBF\xBD") : std::string(1, c);
    }
  return escaped;
}

}  // namespace hmt::detail
