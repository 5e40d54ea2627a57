// SPDX-License-Identifier: MIT
// Extracted documents in columns, one word per line, as in CoNLL's shared tasks.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "hmt/extract/document_writer.hpp"

namespace hmt {

/// A sentence is lines `word TAB tag`, with tags O, B-type and I-type for its entities, and ends with an empty line. It
/// is preceded by a line `# document D sentence S` and for each triple one
/// `# relation TAB head_begin TAB head_end TAB tail_begin TAB tail_end TAB confidence`, in words of the sentence, ends
/// exclusive. White space within a word becomes `_`.
class word_columns : public document_writer {
 public:
  [[nodiscard]] std::string next(document const& of) override {
    std::vector<std::string> tags(of.words.size(), "O");
    for (auto const& one : of.entities)
      for (std::size_t k = one.words.begin; k < one.words.end; ++k)
        tags[k] = (k == one.words.begin ? "B-" : "I-") + (one.type.empty() ? std::string("entity") : one.type);
    std::string text;
    for (std::size_t s = 0; s < of.sentences.size(); ++s) {
      auto const& words = of.sentences[s];
      text += fmt::format("# document {} sentence {}\n", of.name, s + 1);
      for (auto const& one : of.triples)
        if (one.head.words.begin >= words.begin && one.head.words.begin < words.end)
          text += fmt::format("# {}\t{}\t{}\t{}\t{}\t{}\n", one.relation, one.head.words.begin - words.begin,
                              one.head.words.end - words.begin, one.tail.words.begin - words.begin,
                              one.tail.words.end - words.begin, one.confidence);
      for (std::size_t k = words.begin; k < words.end; ++k) {
        auto word = of.words[k].text;
        for (char& c : word)
          if (c == ' ' || c == '\t') c = '_';
        text += word + "\t" + tags[k] + "\n";
      }
      text += "\n";
    }
    return text;
  }
};

}  // namespace hmt
