// SPDX-License-Identifier: MIT
// A tag scheme past the paper: one sequence of tags for each relation and role, so that triples may share words.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/pairing.hpp"
#include "hmt/tagging/relation_labels.hpp"
#include "hmt/tagging/span_labels.hpp"

namespace hmt {

/// Layered tags: a layer for each relation and role, in which a word is O or has a position of the scheme. The labels
/// are those of `relation_tags`, `O` and `<relation>-<role>-<position>`; a layer's are `O` and those of its relation
/// and role, and each layer has a distribution of its own. A word may thus be in any number of triples, in either role.
/// Models `TagScheme`.
///
/// A triple is labelled whole, or left out whole where a word of one of its arguments stands in another span of the
/// same relation and role already. `Pairing` says which heads and tails make the triples that come back.
template <PositionScheme Positions, PairingPolicy Pairing = nearest, MalformedPolicy Malformed = lenient>
class relation_layers : public detail::relation_labels<Positions> {
  using base = detail::relation_labels<Positions>;

 public:
  /// For example `relation_layers<bio>`; default policies at the end are left out.
  [[nodiscard]] static std::string description() {
    return detail::spelling("relation_layers",
                            {{Positions::name, ""}, {Pairing::name, nearest::name}, {Malformed::name, lenient::name}});
  }

  /// Throws `config_error` (`labels`) naming a label that does not belong to this scheme.
  explicit relation_layers(label_set labels) : base(std::move(labels), description()) {}

  /// A layer for each relation and role, in the order of the labels; in each, O and the positions.
  [[nodiscard]] score_shape shape() const { return {labels_.kinds().size(), letters.size() + 1}; }

  /// Nothing to fit.
  void learn(std::span<sentence const>) {}

  /// One label a word and layer, a word's layers side by side; triples whose relation has no labels are left out.
  /// Allocates; safe to call from several threads.
  [[nodiscard]] std::vector<index> encode(sentence const& one) const {
    auto const layers = shape().layers;
    std::vector<index> labels(one.words.size() * layers, 0);
    auto const letter = [](std::size_t word, span words) {
      return static_cast<index>(letters.find(Positions::letter(word - words.begin, words.end - words.begin)) + 1);
    };
    auto const fits = [&](span words, std::size_t layer) {
      bool free = true, written = words.end == one.words.size() || !continues(labels[words.end * layers + layer]);
      for (std::size_t word = words.begin; word < words.end; ++word) {
        auto const label = labels[word * layers + layer];
        free = free && label == 0;
        written = written && label == letter(word, words);
      }
      return free || written;
    };
    auto const write = [&](span words, std::size_t layer) {
      for (std::size_t word = words.begin; word < words.end; ++word)
        labels[word * layers + layer] = letter(word, words);
    };
    for (auto const& each : one.triples) {
      auto const kinds = base::kinds_of(each);
      if (!kinds || !fits(each.head, kinds->first) || !fits(each.tail, kinds->second)) continue;
      write(each.head, kinds->first);
      write(each.tail, kinds->second);
    }
    return labels;
  }

  /// Adds the triples that the most probable label of each word and layer spell (of equally probable ones the lower
  /// number; where that of O is no number, O), by relation in the order of `relations()`, then by head and tail; see
  /// `read_spans` and `Pairing`. The confidence of a span is the product of the probabilities of its words' labels, at
  /// most 1. `probabilities`: (words, layers * labels of a layer); throws `shape_error` (`shape`) otherwise. Allocates.
  void decode(matrix_view<float const> probabilities, extraction& into) const {
    auto const [layers, labels] = shape();
    require_shape(probabilities, probabilities.rows, layers * labels,
                  "probabilities of labels (words, layers * labels)");
    std::vector<std::vector<found_tag>> tagged(layers);
    for (std::size_t word = 0; word < probabilities.rows; ++word) {
      float const* own = probabilities.row(word).data();
      for (std::size_t layer = 0; layer < layers; ++layer, own += labels) {
        auto const best = static_cast<std::size_t>(std::max_element(own, own + labels) - own);
        if (best != 0) tagged[layer].push_back({word, letters[best - 1], own[best]});
      }
    }
    std::vector<labelled_span> spans;
    std::vector<position_tag> tags(probabilities.rows);
    for (std::size_t layer = 0; layer < layers; ++layer) {
      if (tagged[layer].empty()) continue;
      std::ranges::fill(tags, position_tag{});
      for (auto const& each : tagged[layer]) tags[each.word] = {layer, each.letter};
      auto next = tagged[layer].begin();
      for (auto found : read_spans<Positions, Malformed>(tags)) {
        while (next->word < found.words.begin) ++next;
        for (; next != tagged[layer].end() && next->word < found.words.end; ++next)
          found.confidence *= static_cast<double>(next->probability);
        found.confidence = std::min(found.confidence, 1.0);
        spans.push_back(found);
      }
    }
    arguments_.template add_triples<Pairing>(spans, into);
  }

 private:
  using base::arguments_;
  using base::labels_;
  static constexpr std::string_view letters = Positions::letters;

  /// A word that is not O in a layer.
  struct found_tag {
    std::size_t word;
    char letter;
    float probability;
  };

  /// Whether a word of this label would be read on from the word before it.
  static bool continues(index label) { return label != 0 && !Positions::opens(letters[label - 1]); }
};

}  // namespace hmt
