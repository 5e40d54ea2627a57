// SPDX-License-Identifier: MIT
// The tag scheme of entity extraction (section 3 of the paper): entity type and word position.
#pragma once

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/span_labels.hpp"

namespace hmt {

namespace detail {

/// Entities in the order in which they claim their words: longest first, then by their position in the sentence.
[[nodiscard]] inline std::vector<entity const*> longest_first(std::vector<entity> const& entities) {
  std::vector<entity const*> ordered;
  for (auto const& each : entities) ordered.push_back(&each);
  std::ranges::stable_sort(ordered, [](entity const* one, entity const* other) {
    auto const length = one->words.end - one->words.begin;
    auto const other_length = other->words.end - other->words.begin;
    return length != other_length ? length > other_length : one->words.begin < other->words.begin;
  });
  return ordered;
}

}  // namespace detail

/// Labels `O` and `<type>-<position>`, for example `PER-B`: types in byte order, positions in the scheme's order. A
/// word has one label, so of overlapping entities the longest is kept, of equally long ones the first. An entity
/// without a type is labelled `MISC`, the paper's type for entities other than persons, places and organizations.
/// Models `TagScheme`.
template <TagPrefixes Prefixes, StrictnessPolicy Strictness = tagging::lenient>
class entity_tags {
 public:
  static constexpr std::string_view task_name = "entity";
  static constexpr tag_output output = tag_output::entities;

  /// For example `entity_tags<bioes>`; a default policy is omitted.
  [[nodiscard]] static std::string description() {
    return detail::spelling("entity_tags", {{Prefixes::name, ""}, {Strictness::name, tagging::lenient::name}});
  }

  /// The labels of all types that occur.
  [[nodiscard]] static label_set labels_of(std::span<sentence const> training) {
    std::set<std::string> types;
    for (auto const& one : training)
      for (auto const& each : one.entities) types.insert(type_of_label(each));
    return detail::span_labels<Prefixes>::make({types.begin(), types.end()});
  }

  /// Throws `config_error` (`labels`) naming a label that does not belong to this scheme.
  explicit entity_tags(label_set labels)
      : labels_(std::move(labels), description(), "<type>-<position>",
                [](std::string const& kind) { return !kind.empty(); }) {}

  [[nodiscard]] label_set const& labels() const { return labels_.labels(); }

  /// Nothing to fit.
  void fit(std::span<sentence const>) {}

  /// One label per word; entities whose type has no labels are omitted.
  [[nodiscard]] std::vector<row_index> encode(sentence const& one) const {
    std::vector<row_index> labels(one.words.size(), 0);
    for (auto const* each : detail::longest_first(one.entities))
      if (auto const kind = labels_.find(type_of_label(*each)); kind && labels_.is_free(each->words, labels))
        labels_.write(each->words, *kind, labels);
    return labels;
  }

  /// Adds the entities given by the most probable labels, in the order of their words, with their confidence; see
  /// `span_labels::read`. Throws `shape_error` (`shape`) unless there is one column per label.
  void decode(matrix_view<float const> probabilities, extraction& into) const {
    for (auto const& found : labels_.template read<Strictness>(probabilities))
      into.entities.push_back({found.words, labels_.kinds()[found.kind], found.confidence});
  }

 private:
  static std::string type_of_label(entity const& each) { return each.type.empty() ? "MISC" : each.type; }

  detail::span_labels<Prefixes> labels_;
};

}  // namespace hmt
