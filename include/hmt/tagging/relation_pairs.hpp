// SPDX-License-Identifier: MIT
// Beyond the paper: judges pair by pair which of the triples proposed by a task below hold.
#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/input/pairs.hpp"
#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/label_set.hpp"

namespace hmt {

/// The labels of a task that judges pairs of spans (`pair_task`): `O`, then the relations in byte order. It finds no
/// spans: the task below proposes triples, ideally all that its spans allow (`relation_layers<bio, all_pairs>`), and
/// this one filters them. Immutable.
class relation_pairs {
 public:
  static constexpr std::string_view task_name = "pairing";
  static constexpr tag_output output = tag_output::triples;

  [[nodiscard]] static std::string description() { return "relation_pairs"; }

  /// `O` and all relations that occur.
  [[nodiscard]] static label_set labels_of(std::span<sentence const> training) {
    std::set<std::string> relations;
    for (auto const& one : training)
      for (auto const& each : one.triples) relations.insert(each.relation);
    std::vector<std::string> names{"O"};
    names.insert(names.end(), relations.begin(), relations.end());
    return label_set(std::move(names));
  }

  explicit relation_pairs(label_set labels)
      : labels_(std::move(labels)), relations_(labels_.names().begin() + 1, labels_.names().end()) {}

  [[nodiscard]] label_set const& labels() const { return labels_; }
  /// The relations that have labels.
  [[nodiscard]] std::vector<std::string> const& relations() const { return relations_; }
  /// Nothing to fit.
  void fit(std::span<sentence const>) {}

  /// All entities and arguments of a sentence, each span once, in order; and its triples, except those whose relation
  /// has no label.
  [[nodiscard]] gold_pairs encode(sentence const& one) const {
    gold_pairs gold;
    gold.relations = relations_.size();
    for (auto const& each : one.entities) gold.spans.push_back(each.words);
    for (auto const& each : one.triples) gold.spans.insert(gold.spans.end(), {each.head, each.tail});
    std::ranges::sort(gold.spans);
    gold.spans.erase(std::unique(gold.spans.begin(), gold.spans.end()), gold.spans.end());
    auto const number_of = [&](word_span words) {
      return static_cast<row_index>(std::ranges::lower_bound(gold.spans, words) - gold.spans.begin());
    };
    for (auto const& each : one.triples)
      if (auto const label = labels_.find(each.relation))
        gold.pairs.push_back({number_of(each.head), number_of(each.tail), *label - 1});
    return gold;
  }

  /// Keeps the triples of `into` with a probability above one half, and multiplies their confidence by it.
  /// `probabilities`: one for each of `into.triples`. Throws `shape_error` (`length`).
  static void decode(std::span<double const> probabilities, extraction& into) {
    if (probabilities.size() != into.triples.size())
      throw shape_error("length", "relation_pairs: expected a probability for each of " +
                                      std::to_string(into.triples.size()) + " triples, found " +
                                      std::to_string(probabilities.size()));
    std::size_t kept = 0;
    for (std::size_t k = 0; k < probabilities.size(); ++k) {
      if (!(probabilities[k] > 0.5)) continue;
      if (kept != k) into.triples[kept] = std::move(into.triples[k]);
      into.triples[kept++].confidence *= probabilities[k];
    }
    into.triples.resize(kept);
  }

 private:
  label_set labels_;
  std::vector<std::string> relations_;
};

}  // namespace hmt
