// SPDX-License-Identifier: MIT
// Lint for corpora: readable records that may be wrong.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/pluralise.hpp"
#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// A record that may be wrong.
struct lint_finding {
  std::size_t line = 0;  ///< of the record
  std::string_view kind;
  std::string text;  ///< for people
};

namespace detail {

/// Whether it contains a letter, a digit or a non-ASCII character.
inline bool has_substance(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

inline void lint_sentence(sentence const& in, std::vector<lint_finding>& found) {
  constexpr std::size_t many_words = 150;
  auto const add = [&](std::string_view kind, std::string text) { found.push_back({in.line, kind, std::move(text)}); };
  if (in.words.size() > many_words) add("many-words", fmt::format("{} words in one sentence", in.words.size()));
  for (std::size_t k = 0; k < in.entities.size(); ++k) {
    auto const& one = in.entities[k].words;
    if (!has_substance(text_of(in, one))) add("no-letters", fmt::format("the entity '{}'", text_of(in, one)));
    for (std::size_t j = k + 1; j < in.entities.size(); ++j)
      if (overlap(one, in.entities[j].words))
        add("nested-entities", fmt::format("the entities '{}' and '{}' share words, a tag can name one of them",
                                           text_of(in, one), text_of(in, in.entities[j].words)));
  }
  for (auto const& [head, relation, tail] : in.triples) {
    if (overlap(head, tail))
      add("arguments-overlap",
          fmt::format("{} relates '{}' to '{}', which share words", relation, text_of(in, head), text_of(in, tail)));
    for (auto const& argument : {head, tail})
      if (!in.entities.empty() &&
          std::ranges::none_of(in.entities, [&](entity const& each) { return each.words == argument; }))
        add("argument-is-no-entity",
            fmt::format("'{}' of {} is none of the sentence's entities", text_of(in, argument), relation));
  }
}

}  // namespace detail

/// Records of `data` that may be wrong, in the order of their lines. Kinds: `repeated` (an earlier sentence has the
/// same words), `in-other` (a sentence of `other` has, which may be null: a test part seen in training),
/// `rare-relation` (fewer than three triples), `many-words` (over 150), `no-letters`, `nested-entities`,
/// `arguments-overlap`, `argument-is-no-entity`.
[[nodiscard]] inline std::vector<lint_finding> lint(corpus const& data, corpus const* other = nullptr) {
  std::vector<lint_finding> found;
  std::map<std::vector<std::string>, sentence const*> before;
  std::map<std::vector<std::string>, std::size_t> elsewhere;
  if (other != nullptr)
    for (auto const& one : other->sentences) elsewhere.try_emplace(one.words, one.line);
  std::map<std::string, std::pair<std::size_t, std::size_t>> relations;  // first line, how many
  for (auto const& one : data.sentences) {
    if (auto const [same, is_new] = before.try_emplace(one.words, &one); !is_new) {
      bool const equal = same->second->entities == one.entities && same->second->triples == one.triples;
      found.push_back({one.line, "repeated",
                       fmt::format("the words of line {}, with {} annotation", same->second->line,
                                   equal ? "the same" : "another")});
    }
    if (auto const same = elsewhere.find(one.words); same != elsewhere.end())
      found.push_back({one.line, "in-other", fmt::format("the words of {}:{}", other->path, same->second)});
    for (auto const& each : one.triples) ++relations.try_emplace(each.relation, one.line, 0).first->second.second;
    detail::lint_sentence(one, found);
  }
  for (auto const& [relation, seen] : relations)
    if (seen.second < 3)
      found.push_back(
          {seen.first, "rare-relation", fmt::format("{} has {}", relation, detail::pluralise(seen.second, "triple"))});
  std::ranges::stable_sort(found, {}, &lint_finding::line);
  return found;
}

}  // namespace hmt
