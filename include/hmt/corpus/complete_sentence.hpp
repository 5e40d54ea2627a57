// SPDX-License-Identifier: MIT
// The invariants of sentences, whatever the corpus format: checked and established.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/corpus/checked_json.hpp"
#include "hmt/corpus/sentence.hpp"

namespace hmt::detail {

inline void check_span(sentence const& in, word_span words, std::string_view what, file_position const& where) {
  if (words.begin < words.end && words.end <= in.words.size()) return;
  reject_record(
      "corpus-span", where,
      "the " + std::string(what) + " to be a span of one or more of the " + std::to_string(in.words.size()) + " words",
      "[" + std::to_string(words.begin) + ", " + std::to_string(words.end) + ")");
}

/// Checks words, spans and relation names; adds the arguments of triples that are not listed as untyped entities; sorts
/// the entities by their words; merges duplicate entities and triples. Throws `data_error`: `corpus-words`,
/// `corpus-span`, `corpus-record` (a relation without a name), `corpus-entity-type` (two types for one span).
inline void complete_sentence(sentence& out, file_position const& where) {
  if (out.words.empty()) reject_record("corpus-words", where, "a sentence of one or more words", "no word");
  for (std::size_t i = 0; i < out.words.size(); ++i)
    if (out.words[i].find_first_not_of(" \t\r\n") == std::string::npos)
      reject_record("corpus-words", where, "characters in each word", "an empty word, number " + std::to_string(i));

  for (auto const& each : out.entities) check_span(out, each.words, "entity", where);
  std::vector<triple> distinct;
  for (auto& each : out.triples) {
    check_span(out, each.head, "head of a triple", where);
    check_span(out, each.tail, "tail of a triple", where);
    if (each.relation.empty()) reject_record("corpus-record", where, "a name of the relation", "an empty one");
    for (auto const words : {each.head, each.tail}) out.entities.push_back({words, {}});
    if (std::ranges::find(distinct, each) == distinct.end()) distinct.push_back(std::move(each));
  }
  out.triples = std::move(distinct);

  std::ranges::sort(out.entities);  // an empty type comes before the others of its span
  std::vector<entity> merged;
  for (auto& each : out.entities) {
    if (merged.empty() || merged.back().words != each.words) {
      merged.push_back(std::move(each));
    } else if (merged.back().type.empty()) {
      merged.back().type = std::move(each.type);
    } else if (merged.back().type != each.type) {
      reject_record("corpus-entity-type", where,
                    "one type for the entity '" + shortened(text_of(out, each.words)) + "'",
                    "'" + merged.back().type + "' and '" + each.type + "'");
    }
  }
  out.entities = std::move(merged);
}

/// Whether any entity has a type.
inline bool has_types(corpus const& in) {
  return std::ranges::any_of(in.sentences, [](sentence const& each) {
    return std::ranges::any_of(each.entities, [](entity const& one) { return !one.type.empty(); });
  });
}

}  // namespace hmt::detail
