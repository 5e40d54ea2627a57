// SPDX-License-Identifier: MIT
// Entity types (PER, LOC, ORG, MISC) for corpora without types, such as HRL's.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "hmt/core/error.hpp"
#include "hmt/core/unicode.hpp"
#include "hmt/corpus/read_corpus.hpp"
#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// The general type of a type name, ignoring case: `PER` for per, person, peop, people; `LOC` for loc, location, gpe;
/// `ORG` for org, organization, organisation; `MISC` for any other. Requires: valid UTF-8.
[[nodiscard]] inline std::string general_type(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> general{{{"per", "PER"},
                                                                                   {"person", "PER"},
                                                                                   {"peop", "PER"},
                                                                                   {"people", "PER"},
                                                                                   {"loc", "LOC"},
                                                                                   {"location", "LOC"},
                                                                                   {"gpe", "LOC"},
                                                                                   {"org", "ORG"},
                                                                                   {"organization", "ORG"},
                                                                                   {"organisation", "ORG"}}};
  auto const lowered = lower_case(name);
  for (auto const& [known, type] : general)
    if (known == lowered) return std::string(type);
  return "MISC";
}

/// The types of a relation's arguments; empty: unknown.
struct relation_signature {
  std::string head;
  std::string tail;
};

/// The signature implied by the path of a Freebase relation: `/people/person/place_of_birth` is PER to LOC, by `person`
/// and by `place`; `/location/...` begins at a LOC. Empty types if a part implies nothing, as for any other name.
[[nodiscard]] inline relation_signature freebase_signature(std::string_view relation) {
  using telling_part = std::pair<std::string_view, std::string_view>;
  // The first part that occurs decides: `sports_team_location` is a location, `company_advisor` an advisor.
  constexpr std::array<telling_part, 8> of_subject{{{"location", "LOC"},
                                                    {"advisor", "PER"},
                                                    {"shareholder", "PER"},
                                                    {"person", "PER"},
                                                    {"company", "ORG"},
                                                    {"team", "ORG"},
                                                    {"league", "ORG"},
                                                    {"place", "LOC"}}};
  constexpr std::array<telling_part, 20> of_property{
      {{"shareholder_of", "ORG"}, {"place", "LOC"},       {"location", "LOC"},   {"countr", "LOC"},
       {"capital", "LOC"},        {"contains", "LOC"},    {"county", "LOC"},     {"division", "LOC"},
       {"neighborhood", "LOC"},   {"nationality", "LOC"}, {"geographic", "LOC"}, {"children", "PER"},
       {"founder", "PER"},        {"shareholder", "PER"}, {"advisor", "PER"},    {"people", "PER"},
       {"member", "PER"},         {"compan", "ORG"},      {"team", "ORG"},       {"owner", "ORG"}}};
  auto const told_by = [](std::string_view part, auto const& table) {
    auto const found = std::ranges::find_if(
        table, [&](telling_part const& each) { return part.find(each.first) != std::string_view::npos; });
    return found == table.end() ? std::string() : std::string(found->second);
  };
  if (!relation.starts_with('/')) return {};
  auto const domain_end = relation.find('/', 1);
  auto const subject_end = domain_end == std::string_view::npos ? domain_end : relation.find('/', domain_end + 1);
  if (subject_end == std::string_view::npos) return {};
  auto const domain = relation.substr(1, domain_end - 1);
  auto const subject = relation.substr(domain_end + 1, subject_end - domain_end - 1);
  return {domain == "location" ? "LOC" : told_by(subject, of_subject),
          told_by(relation.substr(subject_end + 1), of_property)};
}

/// Numbers of entities by the source of their type.
struct typing_counts {
  std::size_t kept = 0;            ///< had a type already
  std::size_t from_sentence = 0;   ///< the typed corpus has the same sentence with the same mention
  std::size_t from_signature = 0;  ///< by the relations that the entity takes part in
  std::size_t unknown = 0;         ///< neither: MISC
};

/// Types of entities, from a typed corpus if there is one. Immutable.
class entity_typing {
 public:
  /// Without a typed corpus: by `freebase_signature` alone.
  entity_typing() = default;

  /// Learns from a corpus with typed entities. Throws `data_error` (`corpus-untyped`) if there are none.
  explicit entity_typing(corpus const& typed) {
    if (!typed.typed)
      throw data_error("corpus-untyped", file_position{typed.path},
                       "expected a corpus with typed entities, found one without types (format " + typed.format +
                           "); name the CoType file of the corpus, or omit it");
    std::map<std::string, std::map<std::string, std::size_t>> head_types, tail_types;
    for (auto const& each : typed.sentences) {
      auto& known = mentions_[lowered_words(each, {0, each.words.size()})];
      std::map<word_span, std::string> types;
      for (auto const& [words, type] : each.entities) {
        if (type.empty()) continue;
        types[words] = general_type(type);
        known.emplace(lowered_words(each, words), types[words]);
      }
      for (auto const& [head, relation, tail] : each.triples) {
        if (auto const found = types.find(head); found != types.end()) ++head_types[relation][found->second];
        if (auto const found = types.find(tail); found != types.end()) ++tail_types[relation][found->second];
      }
    }
    for (auto const& [relation, counts] : head_types) signatures_[relation].head = most_frequent(counts);
    for (auto const& [relation, counts] : tail_types) signatures_[relation].tail = most_frequent(counts);
  }

  /// Learns from a file, usually the CoType file of the corpus. Throws what `read_corpus` throws.
  explicit entity_typing(std::string const& path, read_options const& options = {})
      : entity_typing(read_corpus(path, options)) {}

  /// The type of a mention with this text in a sentence with the same words in the typed corpus, ignoring case; empty
  /// if there is none.
  [[nodiscard]] std::string by_sentence(sentence const& in, word_span words) const {
    if (mentions_.empty()) return {};
    auto const known = mentions_.find(lowered_words(in, {0, in.words.size()}));
    if (known == mentions_.end()) return {};
    auto const type = known->second.find(lowered_words(in, words));
    return type == known->second.end() ? std::string() : type->second;
  }

  /// The type for which most of the span's roles in the sentence's triples vote (ties broken alphabetically); empty if
  /// none does. A relation votes for the most frequent type of its arguments in the typed corpus, otherwise for that
  /// implied by its name (`freebase_signature`).
  [[nodiscard]] std::string by_signature(sentence const& in, word_span words) const {
    std::map<std::string, std::size_t> votes;
    for (auto const& [head, relation, tail] : in.triples) {
      if (head != words && tail != words) continue;
      auto const signature = signature_of(relation);
      if (head == words && !signature.head.empty()) ++votes[signature.head];
      if (tail == words && !signature.tail.empty()) ++votes[signature.tail];
    }
    return votes.empty() ? std::string() : most_frequent(votes);
  }

  /// The types for which a relation votes in `by_signature`.
  [[nodiscard]] relation_signature signature_of(std::string const& relation) const {
    auto told = freebase_signature(relation);
    if (auto const learnt = signatures_.find(relation); learnt != signatures_.end()) {
      if (!learnt->second.head.empty()) told.head = learnt->second.head;
      if (!learnt->second.tail.empty()) told.tail = learnt->second.tail;
    }
    return told;
  }

 private:
  static std::string lowered_words(sentence const& in, word_span words) { return lower_case(text_of(in, words)); }

  static std::string most_frequent(std::map<std::string, std::size_t> const& counts) {
    return std::ranges::max_element(counts, {}, [](auto const& each) { return each.second; })->first;
  }

  std::unordered_map<std::string, std::map<std::string, std::string>>
      mentions_;  // words of the sentence; of the mention
  std::unordered_map<std::string, relation_signature> signatures_;
};

/// Assigns a type to each entity that has none: by the typed corpus's sentence, else by the signatures of its
/// relations, else MISC. `corpus::typed` is unchanged: these types are not the corpus's own. Allocates; other threads
/// must not use the corpus meanwhile.
inline typing_counts assign_entity_types(corpus& to, entity_typing const& typing) {
  typing_counts counts;
  for (auto& each : to.sentences)
    for (auto& [words, type] : each.entities) {
      if (!type.empty()) {
        ++counts.kept;
      } else if (type = typing.by_sentence(each, words); !type.empty()) {
        ++counts.from_sentence;
      } else if (type = typing.by_signature(each, words); !type.empty()) {
        ++counts.from_signature;
      } else {
        type = "MISC";
        ++counts.unknown;
      }
    }
  return counts;
}

}  // namespace hmt
