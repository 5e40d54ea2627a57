// SPDX-License-Identifier: MIT
// How the words of a sentence are spelled: their letters, which are the bytes of UTF-8.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/tensor.hpp"

namespace hmt {

/// The letters of a sentence's words as they are written, case kept. A letter is a byte of UTF-8, so that there are 256
/// of them in every language and none is unknown. Of a word of more than 32 bytes the first 24 and the last 8 are kept,
/// be they halves of a code point or not; a word without bytes is spelled by one byte 0. Any bytes will do.
class word_letters {
 public:
  static constexpr std::size_t first_kept = 24;
  static constexpr std::size_t last_kept = 8;
  /// The letters of the longest spelling.
  static constexpr std::size_t most = first_kept + last_kept;

  /// No words.
  word_letters() = default;

  /// Those of a sentence. Allocates.
  explicit word_letters(std::span<std::string const> words) {
    ends_.reserve(words.size());
    for (std::string_view const word : words) {
      if (word.empty())
        bytes_ += '\0';
      else if (word.size() <= most)
        bytes_ += word;
      else
        bytes_.append(word.substr(0, first_kept)).append(word.substr(word.size() - last_kept));
      ends_.push_back(static_cast<index>(bytes_.size()));
    }
  }

  /// The number of words.
  [[nodiscard]] std::size_t words() const { return ends_.size(); }
  /// The letters of a word, 1 to `most`. Requires: word < words().
  [[nodiscard]] std::string_view operator[](std::size_t word) const {
    std::size_t const begin = word == 0 ? 0 : ends_[word - 1];
    return std::string_view(bytes_).substr(begin, ends_[word] - begin);
  }

 private:
  std::string bytes_;
  std::vector<index> ends_;
};

}  // namespace hmt
