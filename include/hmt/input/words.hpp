// SPDX-License-Identifier: MIT
// The input for looking up word vectors: the words of a sentence in a vocabulary.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/input/concept.hpp"
#include "hmt/input/vocabulary.hpp"

namespace hmt {

/// The words of a batch, as rows of a table of word vectors.
struct packed_words {
  std::vector<row_index> numbers;   ///< [row]
  std::vector<row_index> distinct;  ///< each number of the batch once, in increasing order
  std::vector<row_index> slots;     ///< [row]: position of `numbers[row]` in `distinct`

  /// Fills `distinct` and `slots` from `numbers`. Allocates only for more rows than ever before.
  void find_distinct() {
    distinct = numbers;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    slots.resize(numbers.size());
    std::transform(numbers.begin(), numbers.end(), slots.begin(), [&](row_index number) {
      return static_cast<row_index>(std::lower_bound(distinct.begin(), distinct.end(), number) - distinct.begin());
    });
  }
};

namespace input {

/// Each word's number in the vocabulary; see `Input`.
struct words {
  static constexpr std::string_view name = "words";
  using state = vocabulary;
  using encoded = std::vector<row_index>;  ///< [word]
  using packed = packed_words;

  [[nodiscard]] static encoded encode(vocabulary const& known, sentence const& from) {
    encoded numbers;
    numbers.reserve(from.words.size());
    for (auto const& word : from.words) numbers.push_back(known.find(word));
    return numbers;
  }

  static void pack(sentences_to_pack<encoded> const& sentences, packed& into) {
    pack_numbers(sentences, into.numbers);
    into.find_distinct();
  }

  [[nodiscard]] static std::vector<std::string> const& texts(vocabulary const& known) { return known.words(); }
};
static_assert(StoredInput<words>);

}  // namespace input
}  // namespace hmt
