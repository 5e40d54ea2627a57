// SPDX-License-Identifier: MIT
// The kinds of spans of a relation's arguments, and the triples that such spans form.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/extraction.hpp"
#include "hmt/tagging/pairing.hpp"
#include "hmt/tagging/prefixes.hpp"

namespace hmt::detail {

/// Kinds `<relation>-E1` (the head) and `<relation>-E2` (the tail), parsed. Immutable.
class relation_arguments {
 public:
  static std::string head_kind(std::string const& relation) { return relation + "-E1"; }
  static std::string tail_kind(std::string const& relation) { return relation + "-E2"; }

  /// Whether a kind names a relation and a role.
  static bool is_role(std::string const& kind) {
    return kind.size() > role_length && (kind.ends_with("-E1") || kind.ends_with("-E2"));
  }

  /// Both roles of every relation that occurs: relations in byte order, E1 before E2.
  [[nodiscard]] static std::vector<std::string> kinds_of(std::span<sentence const> training) {
    std::set<std::string> relations;
    for (auto const& one : training)
      for (auto const& each : one.triples) relations.insert(each.relation);
    std::vector<std::string> kinds;
    for (auto const& relation : relations) {
      kinds.push_back(head_kind(relation));
      kinds.push_back(tail_kind(relation));
    }
    return kinds;
  }

  /// Requires: `is_role` of each kind.
  explicit relation_arguments(std::vector<std::string> const& kinds) {
    std::map<std::string, std::size_t> numbers;
    for (auto const& kind : kinds) {
      auto name = kind.substr(0, kind.size() - role_length);
      auto const [found, fresh] = numbers.emplace(name, relations_.size());
      if (fresh) relations_.push_back(std::move(name));
      roles_of_kinds_.push_back({found->second, kind == tail_kind(relations_[found->second])});
    }
  }

  /// In the order of their first occurrence in the kinds.
  [[nodiscard]] std::vector<std::string> const& relations() const { return relations_; }

  /// Adds the triples that `Pairing` forms of spans, those of one kind in the order of their words: by relation in the
  /// order of `relations()`, then by head and tail. A triple's confidence is the product of those of its spans.
  template <PairingPolicy Pairing>
  void add_triples(std::span<labelled_span const> spans, extraction& into) const {
    struct arguments {
      std::vector<word_span> words;
      std::vector<double> confidence;
    };
    std::map<std::size_t, std::pair<arguments, arguments>> found;
    for (auto const& each : spans) {
      auto const [relation, is_tail] = roles_of_kinds_[each.kind];
      auto& [heads, tails] = found[relation];
      auto& own = is_tail ? tails : heads;
      own.words.push_back(each.words);
      own.confidence.push_back(each.confidence);
    }
    for (auto const& [relation, both] : found) {
      auto const& [heads, tails] = both;
      for (auto const& [head, tail] : Pairing::pairs(heads.words, tails.words))
        into.triples.push_back({heads.words[head], relations_[relation], tails.words[tail],
                                heads.confidence[head] * tails.confidence[tail]});
    }
  }

 private:
  static constexpr std::size_t role_length = 3;

  struct role {
    std::size_t relation;
    bool is_tail;
  };

  std::vector<std::string> relations_;
  std::vector<role> roles_of_kinds_;
};

}  // namespace hmt::detail
