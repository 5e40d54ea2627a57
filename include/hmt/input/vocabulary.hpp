// SPDX-License-Identifier: MIT
// The words that a model knows: the rows of its embedding.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/core/unicode.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/input/word_vectors.hpp"

namespace hmt {

/// Lower-case words and their frequencies. May be searched with a `std::string_view`.
using word_counts = std::unordered_map<std::string, std::size_t, detail::word_hash, std::equal_to<>>;

/// Counts the words of sentences in lower case. With its `contains` as the `needed` of `read_glove`, it selects the
/// vectors to keep. Requires: words are valid UTF-8.
[[nodiscard]] inline word_counts count_words(std::span<sentence const> sentences) {
  word_counts counts;
  for (sentence const& one : sentences)
    for (std::string const& word : one.words) ++counts[lower_case(word)];
  return counts;
}

/// The words that a vocabulary includes.
struct vocabulary_options {
  /// Training words without a vector need at least this many occurrences; rarer ones train the row of the unknown word.
  /// Words with a vector are included however rare.
  std::size_t minimum_count = 2;
  /// Also include words that have a vector but do not occur in the training set: a larger model with fewer unknown
  /// words in new text.
  bool unseen_with_vector = false;
};

/// Words and their rows in the embedding; row 0 is the unknown word, `<unk>`. Immutable except by assignment.
class vocabulary {
 public:
  static constexpr std::string_view unknown = "<unk>";
  static constexpr row_index unknown_row = 0;

  /// Only the unknown word.
  vocabulary() : vocabulary(std::vector<std::string>{std::string(unknown)}) {}

  /// Takes words in the order of their rows, as in a model file: lower case, `<unk>` first, no duplicates. Throws
  /// `data_error` (`vocabulary`) otherwise.
  explicit vocabulary(std::vector<std::string> words) : words_(std::move(words)) {
    if (words_.empty() || words_.front() != unknown)
      throw data_error("vocabulary", "expected '" + std::string(unknown) +
                                         "' as the first word of a vocabulary, found " +
                                         (words_.empty() ? "no words" : "'" + words_.front() + "'"));
    numbers_.reserve(words_.size());
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (auto const [first, is_new] = numbers_.try_emplace(words_[i], static_cast<row_index>(i)); !is_new)
        throw data_error("vocabulary", "expected each word of a vocabulary once, found '" + words_[i] + "' in rows " +
                                           std::to_string(first->second) + " and " + std::to_string(i));
  }

  /// The words of a training set by decreasing frequency, then by their bytes: independent of the order of sentences.
  /// `vectors` may be null. A word spelled `<unk>` in the text is the unknown word. Requires: words are valid UTF-8.
  [[nodiscard]] static vocabulary build(std::span<sentence const> training, word_vectors const* vectors = nullptr,
                                        vocabulary_options options = {}) {
    word_counts counts = count_words(training);
    if (vectors != nullptr && options.unseen_with_vector)
      for (std::string const& word : vectors->words) counts.try_emplace(word, 0);
    counts.erase(std::string(unknown));
    std::vector<std::pair<std::size_t, std::string>> kept;
    for (auto const& [word, count] : counts)
      if (count >= options.minimum_count || (vectors != nullptr && vectors->find(word))) kept.emplace_back(count, word);
    std::sort(kept.begin(), kept.end(), [](auto const& a, auto const& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<std::string> words{std::string(unknown)};
    words.reserve(kept.size() + 1);
    for (auto& [count, word] : kept) words.push_back(std::move(word));
    return vocabulary(std::move(words));
  }

  [[nodiscard]] std::size_t size() const { return words_.size(); }
  /// In the order of the rows.
  [[nodiscard]] std::vector<std::string> const& words() const { return words_; }

  /// The row of a word, ignoring case; 0 if it is unknown. Requires: `word` is valid UTF-8. Allocates only for words
  /// that are not ASCII or longer than 64 bytes.
  [[nodiscard]] row_index find(std::string_view word) const {
    std::array<char, 64> lowered;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
    if (word.size() > lowered.size()) return find_lowered(lower_case(word));
    for (std::size_t i = 0; i < word.size(); ++i) {
      char const c = word[i];
      if (static_cast<unsigned char>(c) >= 0x80) return find_lowered(lower_case(word));
      lowered[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return find_lowered({lowered.data(), word.size()});
  }

 private:
  [[nodiscard]] row_index find_lowered(std::string_view word) const {
    auto const found = numbers_.find(word);
    return found == numbers_.end() ? 0 : found->second;
  }

  std::vector<std::string> words_;
  detail::word_numbers numbers_;
};

}  // namespace hmt
