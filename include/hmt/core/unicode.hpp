// SPDX-License-Identifier: MIT
// UTF-8: validation, iteration over code points, and lower case; the Unicode tables are those of utf8proc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <utf8proc.h>

namespace hmt {

/// One code point and the number of bytes (1 to 4) that it takes in UTF-8.
struct code_point {
  char32_t value = 0;
  std::size_t bytes = 1;
};

namespace detail {

/// The first byte at or after `from` that is not ASCII, or `text.size()`; reads eight bytes at a time.
inline std::size_t find_non_ascii(std::string_view text, std::size_t from) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  for (; from + sizeof(std::uint64_t) <= text.size(); from += sizeof(std::uint64_t)) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + from, sizeof eight);
    if ((eight & high_bits) != 0) break;
  }
  while (from < text.size() && static_cast<unsigned char>(text[from]) < 0x80) ++from;
  return from;
}

/// utf8proc's decoder: the length of the sequence at `at`, or a negative number if it is invalid.
inline utf8proc_ssize_t decode(std::string_view text, std::size_t at, utf8proc_int32_t& value) noexcept {
  return utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(text.data()) + at,
                          static_cast<utf8proc_ssize_t>(text.size() - at), &value);
}

}  // namespace detail

/// The byte offset of the first sequence that is not UTF-8 (overlong, surrogate, above U+10FFFF, truncated, stray
/// continuation byte), or nothing if the whole text is valid. Linear time; allocates nothing.
[[nodiscard]] inline std::optional<std::size_t> find_invalid_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; (at = detail::find_non_ascii(text, at)) < text.size();) {
    utf8proc_int32_t value = 0;
    auto const bytes = detail::decode(text, at, value);
    if (bytes < 1) return at;
    at += static_cast<std::size_t>(bytes);
  }
  return std::nullopt;
}

/// The code point that begins at byte `at`. Requires: `text` is valid UTF-8, `at < text.size()`, and a code point
/// begins there. Allocates nothing.
[[nodiscard]] inline code_point code_point_at(std::string_view text, std::size_t at) noexcept {
  auto const first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {first, 1};
  utf8proc_int32_t value = 0;
  auto const bytes = detail::decode(text, at, value);
  return {static_cast<char32_t>(value), static_cast<std::size_t>(bytes)};
}

/// The general category of a code point (`UTF8PROC_CATEGORY_LU` and so on), `UTF8PROC_CATEGORY_CN` if none is assigned.
/// Allocates nothing.
[[nodiscard]] inline utf8proc_category_t category_of(char32_t value) noexcept {
  return utf8proc_category(static_cast<utf8proc_int32_t>(value));
}

/// Whether a byte of UTF-8 continues a code point, rather than beginning one.
[[nodiscard]] constexpr bool is_continuation_byte(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The number of code points. Requires: `text` is valid UTF-8. Linear time; allocates nothing.
[[nodiscard]] inline std::size_t count_code_points(std::string_view text) noexcept {
  std::size_t continuation_bytes = 0;
  for (char const c : text) continuation_bytes += is_continuation_byte(c);
  return text.size() - continuation_bytes;
}

/// Appends a code point to `text` in UTF-8. Requires: `value` is a code point (no surrogate, at most U+10FFFF).
inline void append_code_point(std::string& text, char32_t value) {
  utf8proc_uint8_t bytes[4];
  auto const count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(value), bytes);
  text.append(reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(count));
}

/// The text in lower case, code point by code point (Unicode's simple mapping: the number of code points is unchanged,
/// context and language are ignored). Requires: `text` is valid UTF-8.
[[nodiscard]] inline std::string lower_case(std::string_view text) {
  std::string lowered;
  lowered.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto const ascii_end = detail::find_non_ascii(text, at);
    for (; at < ascii_end; ++at) {
      char const c = text[at];
      lowered += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (at == text.size()) break;
    auto const [value, bytes] = code_point_at(text, at);
    append_code_point(lowered, static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(value))));
    at += bytes;
  }
  return lowered;
}

}  // namespace hmt
