// SPDX-License-Identifier: MIT
// Extraction from documents: from extractions of sentences to positions in the text.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/code_point_index.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/extract/document.hpp"
#include "hmt/tagging/extraction.hpp"
#include "hmt/tagging/type_of.hpp"

namespace hmt {

namespace detail {

inline extracted_argument place_of(document const& in, code_point_index const& points, word_span words,
                                   std::size_t first) {
  word_span const of_document{first + words.begin, first + words.end};
  word_span const chars{in.words[of_document.begin].begin, in.words[of_document.end - 1].end};
  return {std::string(points.slice(chars.begin, chars.end)), {}, of_document, chars};
}

/// Adds the extraction from the sentence that begins with word `first`.
inline void add(extraction const& found, std::size_t first, code_point_index const& points, document& to) {
  for (auto const& one : found.entities) {
    auto at = place_of(to, points, one.words, first);
    to.entities.push_back({std::move(at.text), one.type, at.words, at.chars, one.confidence});
  }
  for (auto const& one : found.triples) {
    auto head = place_of(to, points, one.head, first);
    auto tail = place_of(to, points, one.tail, first);
    head.type = std::string(type_of(one.head, found));
    tail.type = std::string(type_of(one.tail, found));
    to.triples.push_back({std::move(head), one.relation, std::move(tail), one.confidence});
  }
}

}  // namespace detail

/// Fills in the entities and triples of documents, which must have none yet. `predict` is called once, with the
/// sentences of all documents (a `std::span<sentence const>`), and returns an extraction for each.
template <class Predict>
void extract_documents(std::span<document> documents, Predict&& predict) {
  std::vector<sentence> sentences;
  for (auto const& one : documents)
    for (auto const& words : one.sentences) {
      auto& own = sentences.emplace_back().words;
      own.reserve(words.end - words.begin);
      for (std::size_t i = words.begin; i < words.end; ++i) own.push_back(one.words[i].text);
    }
  std::vector<extraction> const found = predict(std::span<sentence const>(sentences));
  auto next = found.begin();
  for (auto& one : documents) {
    code_point_index const points(one.text);
    for (auto const& words : one.sentences) detail::add(*next++, words.begin, points, one);
  }
}

}  // namespace hmt
