// SPDX-License-Identifier: MIT
// A tag scheme beyond the paper: one sequence of tags for each relation and role, so that triples may share words.
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
/// are those of `relation_tags`, `O` and `<relation>-<role>-<position>`; those of a layer are `O` and those of its
/// relation and role, and each layer has its own distribution. So a word may be in any number of triples, in either
/// role. Models `TagScheme`. A triple is labelled whole, or omitted whole if a word of one of its arguments is already
/// in another span of the same relation and role. `Pairing` determines which heads and tails form the decoded triples.
template <TagPrefixes Prefixes, PairingPolicy Pairing = tagging::nearest,
          StrictnessPolicy Strictness = tagging::lenient>
class relation_layers : public detail::relation_labels<Prefixes> {
  using base = detail::relation_labels<Prefixes>;

 public:
  /// For example `relation_layers<bio>`; trailing default policies are omitted.
  [[nodiscard]] static std::string description() {
    return detail::spelling(
        "relation_layers",
        {{Prefixes::name, ""}, {Pairing::name, tagging::nearest::name}, {Strictness::name, tagging::lenient::name}});
  }

  /// Throws `config_error` (`labels`) naming a label that does not belong to this scheme.
  explicit relation_layers(label_set labels) : base(std::move(labels), description()) {}

  /// A layer for each relation and role, in the order of the labels; in each, O and the positions.
  [[nodiscard]] score_shape shape() const { return {labels_.kinds().size(), prefixes.size() + 1}; }

  /// Nothing to fit.
  void fit(std::span<sentence const>) {}

  /// One label per word and layer, a word's layers adjacent; triples whose relation has no labels are omitted.
  [[nodiscard]] std::vector<row_index> encode(sentence const& one) const {
    auto const sequences = shape().sequences;
    std::vector<row_index> labels(one.words.size() * sequences, 0);
    auto const prefix = [](std::size_t word, word_span words) {
      return static_cast<row_index>(prefixes.find(Prefixes::prefix(word - words.begin, words.end - words.begin)) + 1);
    };
    auto const fits = [&](word_span words, std::size_t sequence) {
      bool free = true, written = words.end == one.words.size() || !continues(labels[words.end * sequences + sequence]);
      for (std::size_t word = words.begin; word < words.end; ++word) {
        auto const label = labels[word * sequences + sequence];
        free = free && label == 0;
        written = written && label == prefix(word, words);
      }
      return free || written;
    };
    auto const write = [&](word_span words, std::size_t sequence) {
      for (std::size_t word = words.begin; word < words.end; ++word)
        labels[word * sequences + sequence] = prefix(word, words);
    };
    for (auto const& each : one.triples) {
      auto const kinds = base::kinds_of(each);
      if (!kinds || !fits(each.head, kinds->first) || !fits(each.tail, kinds->second)) continue;
      write(each.head, kinds->first);
      write(each.tail, kinds->second);
    }
    return labels;
  }

  /// Adds the triples given by the most probable label of each word and layer (of equally probable ones the lower
  /// number; if that of O is NaN, O), by relation in the order of `relations()`, then by head and tail; see
  /// `read_spans` and `Pairing`. The confidence of a span is the product of the probabilities of its words' labels, at
  /// most 1. `probabilities`: (words, sequences * labels of a layer); throws `shape_error` (`shape`) otherwise.
  void decode(matrix_view<float const> probabilities, extraction& into) const {
    auto const [sequences, labels] = shape();
    require_shape(probabilities, probabilities.rows, sequences * labels,
                  "probabilities of labels (words, layers * labels)");
    std::vector<std::vector<found_tag>> tagged(sequences);
    for (std::size_t word = 0; word < probabilities.rows; ++word) {
      float const* own = probabilities.row(word).data();
      for (std::size_t sequence = 0; sequence < sequences; ++sequence, own += labels) {
        auto const best = static_cast<std::size_t>(std::max_element(own, own + labels) - own);
        if (best != 0) tagged[sequence].push_back({word, prefixes[best - 1], own[best]});
      }
    }
    std::vector<labelled_span> spans;
    std::vector<prefix_tag> tags(probabilities.rows);
    for (std::size_t sequence = 0; sequence < sequences; ++sequence) {
      if (tagged[sequence].empty()) continue;
      std::ranges::fill(tags, prefix_tag{});
      for (auto const& each : tagged[sequence]) tags[each.word] = {sequence, each.prefix};
      auto next = tagged[sequence].begin();
      for (auto found : read_spans<Prefixes, Strictness>(tags)) {
        while (next->word < found.words.begin) ++next;
        for (; next != tagged[sequence].end() && next->word < found.words.end; ++next)
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
  static constexpr std::string_view prefixes = Prefixes::prefixes;

  /// A word that is not O in a layer.
  struct found_tag {
    std::size_t word;
    char prefix;
    float probability;
  };

  /// Whether a word with this label would continue the span of the previous word.
  static bool continues(row_index label) { return label != 0 && !Prefixes::opens(prefixes[label - 1]); }
};

}  // namespace hmt
