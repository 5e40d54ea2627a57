// SPDX-License-Identifier: MIT
// The result of extraction: words, sentences, entities and triples of a document, with their positions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/corpus/tokenizer.hpp"

namespace hmt {

/// An entity in a document.
struct extracted_entity {
  std::string text;         ///< as in the document, including blanks between words
  std::string type;         ///< empty if unknown
  word_span words;          ///< of the document
  word_span chars;          ///< in code points of the document's text
  double confidence = 1.0;  ///< in [0, 1]; see `scored_entity`
};

/// An argument of a triple.
struct extracted_argument {
  std::string text;
  std::string type;  ///< that of the entity at this position, see `type_of`; empty if there is none
  word_span words;
  word_span chars;
};

/// A triple in a document.
struct extracted_triple {
  extracted_argument head;
  std::string relation;
  extracted_argument tail;
  double confidence = 1.0;  ///< in [0, 1]; see `scored_triple`
};

/// A document and what was found in it, sentence by sentence.
struct document {
  std::string name;                  ///< its name in results, such as its key or number
  std::string text;                  ///< as it was given
  std::vector<token> words;          ///< with their positions in the text
  std::vector<word_span> sentences;  ///< ranges of words
  std::vector<extracted_entity> entities;
  std::vector<extracted_triple> triples;
};

}  // namespace hmt
