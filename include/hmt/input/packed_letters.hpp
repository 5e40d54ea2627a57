// SPDX-License-Identifier: MIT
// The letters of a batch's words, packed: each distinct spelling once, as if it were a sentence of letters.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// Distinct spellings by falling length, equally long ones in the order of their bytes, laid out letter by letter as
/// `packed_layout` has it; and for each row (word) of the batch, where its spelling stands. On the host. A spelling's
/// place depends on its batch, what a recurrence over its letters gives does not.
struct packed_letters {
  std::vector<index> offsets;     ///< of `layout()`
  std::vector<index> letters;     ///< [letter row]: 0 to 255
  std::vector<index> first_rows;  ///< [row of the batch]: the letter row of the word's first letter
  std::vector<index> last_rows;   ///< [row of the batch]: of its last letter

  /// A word of the batch: of which of the sentences given, which of its words, in which row. What `pack` sorts.
  struct word_place {
    index sentence = 0;
    index word = 0;
    index row = 0;
  };
  std::vector<word_place> spellings;  ///< [s]: a word spelled by the s-th of the distinct spellings

  /// Where letters stand: a sentence is a spelling, a word a letter.
  [[nodiscard]] packed_layout layout() const { return packed_layout(offsets); }
  /// The number of words.
  [[nodiscard]] std::size_t words() const { return first_rows.size(); }
  /// How many letters the word of a row has. Requires: row < words(). Does not allocate.
  [[nodiscard]] std::size_t length(std::size_t row) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(offsets, last_rows[row]) - offsets.begin());
  }
  /// Letter `number` of the word of a row. Requires: number < length(row).
  [[nodiscard]] index letter(std::size_t row, std::size_t number) const {
    return letters[offsets[number] + first_rows[row]];
  }
};

}  // namespace hmt
