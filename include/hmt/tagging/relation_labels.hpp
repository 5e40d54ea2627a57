// SPDX-License-Identifier: MIT
// The labels of a relation task: the common part of its tag schemes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/label_set.hpp"
#include "hmt/tagging/relation_arguments.hpp"
#include "hmt/tagging/span_labels.hpp"

namespace hmt::detail {

/// Labels `O` and `<relation>-<role>-<position>`, for example `/people/person/place_of_birth-E1-B`: relations in byte
/// order, E1 (the head) before E2 (the tail), positions in the scheme's order. Base of `relation_tags` and
/// `relation_layers`. Immutable.
template <TagPrefixes Prefixes>
class relation_labels {
 public:
  static constexpr std::string_view task_name = "relation";
  static constexpr tag_output output = tag_output::triples;

  /// The labels of all relations that occur, both roles of each.
  [[nodiscard]] static label_set labels_of(std::span<sentence const> training) {
    return span_labels<Prefixes>::make(relation_arguments::kinds_of(training));
  }

  [[nodiscard]] label_set const& labels() const { return labels_.labels(); }

  /// The relations that have labels, in the order of their first occurrence in the labels.
  [[nodiscard]] std::vector<std::string> const& relations() const { return arguments_.relations(); }

 protected:
  /// Throws `config_error` (`labels`) naming a label that does not belong to the scheme of this description.
  relation_labels(label_set labels, std::string const& description)
      : labels_(std::move(labels), description, "<relation>-<E1 or E2>-<position>", relation_arguments::is_role),
        arguments_(labels_.kinds()) {}

  /// The kinds of a triple's head and tail, if its relation has labels.
  [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> kinds_of(triple const& one) const {
    auto const head = labels_.find(relation_arguments::head_kind(one.relation));
    auto const tail = labels_.find(relation_arguments::tail_kind(one.relation));
    if (!head || !tail) return std::nullopt;
    return std::pair{*head, *tail};
  }

  span_labels<Prefixes> labels_;
  relation_arguments arguments_;
};

}  // namespace hmt::detail
