// SPDX-License-Identifier: MIT
// The input for spelling features: the UTF-8 bytes of words.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/input/concept.hpp"

namespace hmt {

/// The UTF-8 bytes of a sentence's words as written, case kept. All languages share 256 bytes, and none is unknown. Of
/// a word of more than 32 bytes the first 24 and the last 8 are kept, even if this splits a code point; an empty word
/// is spelled by one byte 0. Any bytes are accepted.
class word_bytes {
 public:
  static constexpr std::size_t first_kept = 24;
  static constexpr std::size_t last_kept = 8;
  /// The bytes of the longest spelling.
  static constexpr std::size_t most = first_kept + last_kept;

  /// No words.
  word_bytes() = default;

  /// The bytes of a sentence.
  explicit word_bytes(std::span<std::string const> words) {
    ends_.reserve(words.size());
    for (std::string_view const word : words) {
      if (word.empty())
        bytes_ += '\0';
      else if (word.size() <= most)
        bytes_ += word;
      else
        bytes_.append(word.substr(0, first_kept)).append(word.substr(word.size() - last_kept));
      ends_.push_back(static_cast<row_index>(bytes_.size()));
    }
  }

  /// The number of words.
  [[nodiscard]] std::size_t words() const { return ends_.size(); }
  /// The bytes of a word, 1 to `most`. Requires: word < words().
  [[nodiscard]] std::string_view operator[](std::size_t word) const {
    std::size_t const begin = word == 0 ? 0 : ends_[word - 1];
    return std::string_view(bytes_).substr(begin, ends_[word] - begin);
  }

 private:
  std::string bytes_;
  std::vector<row_index> ends_;
};

/// Distinct spellings by decreasing length, ties in the order of their bytes, laid out byte by byte as in
/// `packed_layout`; and the position of the spelling for each row (word) of the batch. On the host. A spelling's
/// position depends on the batch, but the result of a recurrence over its bytes does not.
struct packed_bytes {
  std::vector<row_index> offsets;     ///< of `layout()`
  std::vector<row_index> bytes;       ///< [byte row]: 0 to 255
  std::vector<row_index> first_rows;  ///< [row of the batch]: the byte row of the word's first byte
  std::vector<row_index> last_rows;   ///< [row of the batch]: of its last byte

  /// A word of the batch: the s-th longest sentence, the number of the word, and its row. Sorted by packing.
  struct word_place {
    row_index sentence = 0;
    row_index word = 0;
    row_index row = 0;
  };
  std::vector<word_place> spellings;  ///< [s]: a word spelled by the s-th of the distinct spellings

  /// The layout of bytes: a sentence is a spelling, a word a letter.
  [[nodiscard]] packed_layout layout() const { return packed_layout(offsets); }
  /// The number of words.
  [[nodiscard]] std::size_t words() const { return first_rows.size(); }
  /// The number of bytes of the word of a row. Requires: row < words(). Does not allocate.
  [[nodiscard]] std::size_t length(std::size_t row) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(offsets, last_rows[row]) - offsets.begin());
  }
  /// Byte `number` of the word of a row. Requires: number < length(row).
  [[nodiscard]] row_index byte(std::size_t row, std::size_t number) const {
    return bytes[offsets[number] + first_rows[row]];
  }
};

namespace input {

/// The spellings of words; see `Input`. Equal spellings in a batch are packed once.
struct bytes {
  static constexpr std::string_view name = "letters";
  using state = no_state;
  using encoded = word_bytes;
  using packed = packed_bytes;

  [[nodiscard]] static encoded encode(no_state, sentence const& from) { return word_bytes(from.words); }

  static void pack(sentences_to_pack<encoded> const& sentences, packed& into) {
    auto const layout = sentences.layout();
    auto& spellings = into.spellings;
    spellings.resize(layout.rows());
    for (std::size_t s = 0; s < sentences.size(); ++s) {
      sentences.require_all_words(s, sentences[s].words());
      for (std::size_t t = 0; t < sentences[s].words(); ++t) {
        auto const row = layout.row(s, t);
        spellings[row] = {static_cast<row_index>(s), static_cast<row_index>(t), static_cast<row_index>(row)};
      }
    }

    // Makes equal spellings adjacent, and keeps the first of each.
    auto const bytes_of = [&](packed::word_place const& place) { return sentences[place.sentence][place.word]; };
    std::ranges::sort(spellings, [&](auto const& one, auto const& other) {
      auto const a = bytes_of(one);
      auto const b = bytes_of(other);
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    into.first_rows.resize(spellings.size());
    std::size_t distinct = 0;
    for (auto const place : spellings) {
      if (distinct == 0 || bytes_of(place) != bytes_of(spellings[distinct - 1])) spellings[distinct++] = place;
      into.first_rows[place.row] = static_cast<row_index>(distinct - 1);
    }
    spellings.resize(distinct);

    fill_offsets(
        distinct, [&](std::size_t number) { return bytes_of(spellings[number]).size(); }, into.offsets);
    into.bytes.resize(into.offsets.back());
    for (std::size_t number = 0; number < distinct; ++number) {
      auto const spelled = bytes_of(spellings[number]);
      for (std::size_t t = 0; t < spelled.size(); ++t)
        into.bytes[into.offsets[t] + number] = static_cast<unsigned char>(spelled[t]);
    }
    into.last_rows.resize(into.first_rows.size());
    for (std::size_t row = 0; row < into.last_rows.size(); ++row) {
      auto const number = into.first_rows[row];
      into.last_rows[row] = into.offsets[bytes_of(spellings[number]).size() - 1] + number;
    }
  }
};
static_assert(Input<bytes>);

}  // namespace input
}  // namespace hmt
