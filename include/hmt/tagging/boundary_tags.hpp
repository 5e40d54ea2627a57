// SPDX-License-Identifier: MIT
// The tag scheme of entity boundaries: word positions without types, for a task below entity extraction.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/entity_tags.hpp"
#include "hmt/tagging/span_labels.hpp"

namespace hmt {

/// Labels `O` and the bare prefixes, for example `O`, `B`, `I`. Of overlapping entities the longest is kept, of equally
/// long ones the first. Models `TagScheme`.
template <TagPrefixes Prefixes, StrictnessPolicy Strictness = tagging::lenient>
class boundary_tags {
 public:
  static constexpr std::string_view task_name = "boundary";
  static constexpr tag_output output = tag_output::boundaries;

  /// For example `boundary_tags<bio>`; a default policy is omitted.
  [[nodiscard]] static std::string description() {
    return detail::spelling("boundary_tags", {{Prefixes::name, ""}, {Strictness::name, tagging::lenient::name}});
  }

  /// The same for every training set.
  [[nodiscard]] static label_set labels_of(std::span<sentence const>) {
    return detail::span_labels<Prefixes>::make({std::string()});
  }

  /// Throws `config_error` (`labels`) naming a label that does not belong to this scheme.
  explicit boundary_tags(label_set labels)
      : labels_(std::move(labels), description(), "<position>", [](std::string const& kind) { return kind.empty(); }) {}

  [[nodiscard]] label_set const& labels() const { return labels_.labels(); }

  /// Nothing to fit.
  void fit(std::span<sentence const>) {}

  /// One label per word.
  [[nodiscard]] std::vector<row_index> encode(sentence const& one) const {
    std::vector<row_index> labels(one.words.size(), 0);
    if (labels_.kinds().empty()) return labels;
    for (auto const* each : detail::longest_first(one.entities))
      if (labels_.is_free(each->words, labels)) labels_.write(each->words, 0, labels);
    return labels;
  }

  /// Adds the boundaries given by the most probable labels, in the order of their words, with their confidence; see
  /// `span_labels::read`. Throws `shape_error` (`shape`) unless there is one column per label.
  void decode(matrix_view<float const> probabilities, extraction& into) const {
    for (auto const& found : labels_.template read<Strictness>(probabilities))
      into.boundaries.push_back({found.words, std::string(), found.confidence});
  }

 private:
  detail::span_labels<Prefixes> labels_;
};

}  // namespace hmt
