// SPDX-License-Identifier: MIT
// The tag scheme of joint extraction (section 3 of the paper): relation, role of the argument, and word position.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/pairing.hpp"
#include "hmt/tagging/relation_arguments.hpp"
#include "hmt/tagging/roles.hpp"
#include "hmt/tagging/span_labels.hpp"

namespace hmt {

/// Labels `O` and `<relation>-<role>-<position>`, for example `/people/person/place_of_birth-E1-B`: relations in byte
/// order, E1 (the head) before E2 (the tail), positions in the scheme's order. Models `TagScheme`.
///
/// A word has one label, so gold triples compete for words: in the order that `Roles` gives, a triple is labelled whole
/// if each of its arguments has only free words or is labelled as that same role already, and left out whole otherwise
/// (half a triple would teach a head without a tail). `Pairing` says which heads and tails make the triples that come
/// back.
template <PositionScheme Positions, PairingPolicy Pairing = nearest, RolePolicy Roles = most_frequent_role,
          MalformedPolicy Malformed = lenient>
class relation_tags {
 public:
  static constexpr std::string_view task_name = "relation";
  static constexpr tag_output output = tag_output::triples;

  /// For example `relation_tags<bio>`; default policies at the end are left out.
  [[nodiscard]] static std::string description() {
    return detail::spelling("relation_tags", {{Positions::name, ""},
                                              {Pairing::name, nearest::name},
                                              {Roles::name, most_frequent_role::name},
                                              {Malformed::name, lenient::name}});
  }

  /// The labels of all relations that occur, both roles of each. Allocates.
  [[nodiscard]] static label_set labels_of(std::span<sentence const> training) {
    return detail::span_labels<Positions>::make(detail::relation_arguments::kinds_of(training));
  }

  /// Throws `config_error` (`labels`) naming a label that does not belong to this scheme.
  explicit relation_tags(label_set labels)
      : labels_(std::move(labels), description(), "<relation>-<E1 or E2>-<position>",
                detail::relation_arguments::is_role),
        arguments_(labels_.kinds()) {}

  [[nodiscard]] label_set const& labels() const { return labels_.labels(); }

  /// The relations that have labels, in the order in which the labels name them first.
  [[nodiscard]] std::vector<std::string> const& relations() const { return arguments_.relations(); }

  /// Learns what `Roles` needs: by default, how frequent each relation is. Only `encode` depends on it.
  void learn(std::span<sentence const> training) { roles_.learn(training); }

  /// One label a word; triples whose relation has no labels are left out, as are those whose head and tail overlap.
  /// Allocates; safe to call from several threads.
  [[nodiscard]] std::vector<index> encode(sentence const& one) const {
    std::vector<index> labels(one.words.size(), 0);
    std::vector<triple const*> ordered;
    for (auto const& each : one.triples) ordered.push_back(&each);
    roles_.order(ordered);
    std::set<std::pair<span, std::size_t>> written;
    for (auto const* each : ordered) {
      auto const head = labels_.find(detail::relation_arguments::head_kind(each->relation));
      auto const tail = labels_.find(detail::relation_arguments::tail_kind(each->relation));
      if (!head || !tail || (each->head.begin < each->tail.end && each->tail.begin < each->head.end)) continue;
      auto const fits = [&](span words, std::size_t kind) {
        return labels_.is_free(words, labels) || written.contains({words, kind});
      };
      if (!fits(each->head, *head) || !fits(each->tail, *tail)) continue;
      labels_.write(each->head, *head, labels);
      labels_.write(each->tail, *tail, labels);
      written.insert({each->head, *head});
      written.insert({each->tail, *tail});
    }
    return labels;
  }

  /// Adds the triples that the most probable labels spell, by relation in the order of `relations()`, then by head and
  /// tail; see `span_labels::read` and `Pairing`. Throws `shape_error` (`shape`) unless there is a column a label.
  /// Allocates.
  void decode(matrix_view<float const> probabilities, extraction& into) const {
    arguments_.template add_triples<Pairing>(labels_.template read<Malformed>(probabilities), into);
  }

 private:
  detail::span_labels<Positions> labels_;
  detail::relation_arguments arguments_;
  Roles roles_;
};

}  // namespace hmt
