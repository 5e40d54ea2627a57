// SPDX-License-Identifier: MIT
// The data model of a corpus: words, typed entity spans, and triples of two spans and a relation.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <vector>

#include "hmt/core/error.hpp"

namespace hmt {

/// Words `begin` to `end` of a sentence, `end` exclusive.
struct word_span {
  std::size_t begin = 0;
  std::size_t end = 0;
  auto operator<=>(word_span const&) const = default;
};

/// Whether two spans share a word.
[[nodiscard]] constexpr bool overlap(word_span one, word_span other) {
  return one.begin < other.end && other.begin < one.end;
}

/// An entity mention. The type is empty if the corpus does not give one.
struct entity {
  word_span words;
  std::string type;
  auto operator<=>(entity const&) const = default;
};

/// A relational triple (h, r, t).
struct triple {
  word_span head;
  std::string relation;
  word_span tail;
  auto operator<=>(triple const&) const = default;
};

/// One sentence with its gold annotation. All spans are within the sentence and not empty.
struct sentence {
  std::vector<std::string> words;     ///< UTF-8, as in the corpus (not lower-cased)
  std::vector<entity> entities = {};  ///< no span twice; in the order of their words
  std::vector<triple> triples = {};   ///< no triple twice; in the corpus's order
  std::size_t line = 0;               ///< first line of its record in the file, from 1; 0 if it is not from a file
};

/// A kind of annotation in a corpus that `sentence` cannot represent.
struct left_out_annotation {
  std::string what;
  std::size_t count = 0;
  file_position first;
};

/// The sentences of a file, as read.
struct corpus {
  std::string path;
  std::string format;  ///< `hrl`, `cotype`, `casrel`, `spert`, `jsonl` or `brat`
  std::vector<sentence> sentences;
  std::size_t skipped = 0;  ///< broken records that were skipped because the caller allowed it
  bool typed = false;       ///< whether the entities have the corpus's own types
  std::vector<left_out_annotation> left_out = {};
};

/// The words of a span, separated by single blanks.
[[nodiscard]] inline std::string text_of(sentence const& in, word_span words) {
  std::string text;
  for (std::size_t i = words.begin; i < words.end; ++i) {
    if (i != words.begin) text += ' ';
    text += in.words[i];
  }
  return text;
}

}  // namespace hmt
