// SPDX-License-Identifier: MIT
// Access to a UTF-8 text by code point.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "hmt/core/unicode.hpp"

namespace hmt {

/// Byte offsets of the code points of a text, so that positions in code points can be looked up in constant time.
/// Refers to the text, which must outlive it.
class code_point_index {
 public:
  /// Requires: `text` is valid UTF-8. Allocates eight bytes per code point.
  explicit code_point_index(std::string_view text) : text_(text) {
    begins_.reserve(count_code_points(text) + 1);
    for (std::size_t byte = 0; byte < text.size(); ++byte)
      if (!is_continuation_byte(text[byte])) begins_.push_back(byte);
    begins_.push_back(text.size());
  }

  /// The number of code points.
  [[nodiscard]] std::size_t size() const noexcept { return begins_.size() - 1; }

  /// Code points `begin` to `end`, `end` excluded. Requires: begin <= end <= size().
  [[nodiscard]] std::string_view slice(std::size_t begin, std::size_t end) const noexcept {
    return text_.substr(begins_[begin], begins_[end] - begins_[begin]);
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> begins_;  ///< in bytes; one more than there are code points: the end of the text
};

}  // namespace hmt
