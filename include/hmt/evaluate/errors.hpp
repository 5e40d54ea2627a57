// SPDX-License-Identifier: MIT
// The wrong triples of a model in a sentence, with their causes. `docs/error-analysis.md` discusses the causes.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/enum_names.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// Why a triple (h, r, t) of one side, gold or predicted, has no equal on the other side: the first of these that
/// holds. The other side of a wrong triple is gold. That of a missed one is the predictions; but in `boundary`,
/// `wrong_relation` and `inverse_relation` only the wrong ones, since a correct triple was no attempt at another.
enum class error_cause {
  missing_entity,    ///< h or t shares no word with any entity or argument of the other side
  boundary,          ///< the other side has (h', r, t'), where h' overlaps h and t' overlaps t
  wrong_relation,    ///< it has (h, r', t)
  inverse_relation,  ///< it has (t, r', h); r' may be r
  wrong_pair,        ///< it has h as a head of r and t as a tail of r, in different triples
  other,             ///< mostly: it has both arguments, but no triple that connects them
};

/// Every cause, in order.
inline constexpr std::array all_error_causes{error_cause::missing_entity, error_cause::boundary,
                                             error_cause::wrong_relation, error_cause::inverse_relation,
                                             error_cause::wrong_pair,     error_cause::other};

/// The name of a cause in tables and JSON: as spelled here.
[[nodiscard]] constexpr std::string_view name_of(error_cause cause) {
  constexpr enum_names<error_cause, all_error_causes.size()> names{
      {"missing_entity", "boundary", "wrong_relation", "inverse_relation", "wrong_pair", "other"}};
  return names[cause];
}

/// The side of a wrong triple.
enum class error_kind {
  missed,  ///< a gold triple that was not found
  wrong,   ///< a predicted triple that is not gold
};

/// The name of a kind in tables and JSON.
[[nodiscard]] constexpr std::string_view name_of(error_kind kind) {
  return kind == error_kind::missed ? "missed" : "wrong";
}

/// A wrong triple, exact spans.
struct triple_error {
  error_kind kind = error_kind::missed;
  error_cause cause = error_cause::other;
  triple what;
  /// The first triple of the other side that shows the cause (for `wrong_pair`: that has the same head); absent for
  /// `missing_entity` and `other`.
  std::optional<triple> instead;
};

/// The numbers of triples of each kind with one cause.
struct error_counts {
  std::size_t missed = 0;
  std::size_t wrong = 0;
  friend constexpr bool operator==(error_counts const&, error_counts const&) = default;
};

/// The counts of every cause.
class errors_by_cause {
 public:
  [[nodiscard]] constexpr error_counts& operator[](error_cause cause) {
    return counts_[static_cast<std::size_t>(cause)];
  }
  [[nodiscard]] constexpr error_counts const& operator[](error_cause cause) const {
    return counts_[static_cast<std::size_t>(cause)];
  }

 private:
  std::array<error_counts, all_error_causes.size()> counts_{};
};

namespace detail {

/// The first matching triple, or nothing.
template <class Fits>
[[nodiscard]] std::optional<triple> first_that(std::set<triple> const& among, Fits fits) {
  auto const found = std::ranges::find_if(among, fits);
  return found == among.end() ? std::nullopt : std::optional(*found);
}

/// Whether a single triple of the other side shows this cause of an error.
[[nodiscard]] inline bool shows(error_cause cause, triple const& one, triple const& other) {
  switch (cause) {
    case error_cause::boundary:
      return other.relation == one.relation && overlap(other.head, one.head) && overlap(other.tail, one.tail);
    case error_cause::wrong_relation:
      return other.head == one.head && other.tail == one.tail;
    case error_cause::inverse_relation:
      return other.head == one.tail && other.tail == one.head;
    default:
      return false;
  }
}

/// One wrong triple with its cause. From the other side: the triples of which it may be an attempt, all triples, and
/// all spans that are an entity or an argument.
[[nodiscard]] inline triple_error explained(error_kind kind, triple const& one, std::set<triple> const& attempts,
                                            std::set<triple> const& all, std::vector<word_span> const& spans) {
  auto const is_there = [&spans](word_span words) {
    return std::ranges::any_of(spans, [words](word_span each) { return overlap(each, words); });
  };
  if (!is_there(one.head) || !is_there(one.tail)) return {kind, error_cause::missing_entity, one, std::nullopt};
  for (auto const cause : {error_cause::boundary, error_cause::wrong_relation, error_cause::inverse_relation})
    if (auto instead = first_that(attempts, [&](triple const& each) { return shows(cause, one, each); }))
      return {kind, cause, one, std::move(instead)};
  auto same_head =
      first_that(all, [&one](triple const& each) { return each.relation == one.relation && each.head == one.head; });
  bool const has_tail = std::ranges::any_of(
      all, [&one](triple const& each) { return each.relation == one.relation && each.tail == one.tail; });
  if (same_head && has_tail) return {kind, error_cause::wrong_pair, one, std::move(same_head)};
  return {kind, error_cause::other, one, std::nullopt};
}

/// The spans of triples, as arguments.
inline void add_arguments(std::set<triple> const& of, std::vector<word_span>& spans) {
  for (auto const& each : of) spans.insert(spans.end(), {each.head, each.tail});
}

}  // namespace detail

/// The wrong triples of a sentence with their causes: first missed gold ones, then wrong predicted ones, each in the
/// order of head, relation and tail, without duplicates. There are gold - correct and predicted - correct of them, as
/// counted by `exact_span`. Entities of the model are its entities, boundaries and arguments of triples.
[[nodiscard]] inline std::vector<triple_error> triple_errors(sentence const& gold, extraction const& found) {
  std::set<triple> const right(gold.triples.begin(), gold.triples.end());
  std::set<triple> given;
  for (auto const& each : found.triples) given.insert({each.head, each.relation, each.tail});
  std::set<triple> missed, wrong;
  std::ranges::set_difference(right, given, std::inserter(missed, missed.end()));
  std::ranges::set_difference(given, right, std::inserter(wrong, wrong.end()));

  std::vector<triple_error> errors;
  if (missed.empty() && wrong.empty()) return errors;
  std::vector<word_span> gold_spans, found_spans;
  for (auto const& each : gold.entities) gold_spans.push_back(each.words);
  for (auto const* entities : {&found.entities, &found.boundaries})
    for (auto const& each : *entities) found_spans.push_back(each.words);
  detail::add_arguments(right, gold_spans);
  detail::add_arguments(given, found_spans);
  for (auto const& each : missed)
    errors.push_back(detail::explained(error_kind::missed, each, wrong, given, found_spans));
  for (auto const& each : wrong) errors.push_back(detail::explained(error_kind::wrong, each, right, right, gold_spans));
  return errors;
}

}  // namespace hmt
