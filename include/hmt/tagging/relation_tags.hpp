// SPDX-License-Identifier: MIT
// The tag scheme of joint extraction (section 3 of the paper): relation, role of the argument, and word position.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/overlap_resolution.hpp"
#include "hmt/tagging/pairing.hpp"
#include "hmt/tagging/relation_labels.hpp"
#include "hmt/tagging/span_labels.hpp"

namespace hmt {

/// Labels `O` and `<relation>-<role>-<position>`, for example `/people/person/place_of_birth-E1-B`: relations in byte
/// order, E1 (the head) before E2 (the tail), positions in the scheme's order. Models `TagScheme`. A word has one
/// label, so gold triples compete for words: in the order given by `Overlap`, a triple is labelled whole if each of its
/// arguments has only free words or is already labelled with the same role, and omitted whole otherwise (half a triple
/// would teach a head without a tail). `Pairing` determines which heads and tails form the decoded triples.
template <TagPrefixes Prefixes, PairingPolicy Pairing = tagging::nearest,
          OverlapPolicy Overlap = tagging::most_frequent_first, StrictnessPolicy Strictness = tagging::lenient>
class relation_tags : public detail::relation_labels<Prefixes> {
  using base = detail::relation_labels<Prefixes>;

 public:
  /// For example `relation_tags<bio>`; trailing default policies are omitted.
  [[nodiscard]] static std::string description() {
    return detail::spelling("relation_tags", {{Prefixes::name, ""},
                                              {Pairing::name, tagging::nearest::name},
                                              {Overlap::name, tagging::most_frequent_first::name},
                                              {Strictness::name, tagging::lenient::name}});
  }

  /// Throws `config_error` (`labels`) naming a label that does not belong to this scheme.
  explicit relation_tags(label_set labels) : base(std::move(labels), description()) {}

  /// Learns what `Overlap` needs: by default, the frequency of each relation. Only `encode` depends on it.
  void fit(std::span<sentence const> training) { overlap_.fit(training); }

  /// One label per word; triples whose relation has no labels are omitted, as are those whose head and tail overlap.
  [[nodiscard]] std::vector<row_index> encode(sentence const& one) const {
    std::vector<row_index> labels(one.words.size(), 0);
    std::vector<triple const*> ordered;
    for (auto const& each : one.triples) ordered.push_back(&each);
    overlap_.order(ordered);
    std::set<std::pair<word_span, std::size_t>> written;
    for (auto const* each : ordered) {
      auto const kinds = base::kinds_of(*each);
      if (!kinds || overlap(each->head, each->tail)) continue;
      auto const [head, tail] = *kinds;
      auto const fits = [&](word_span words, std::size_t kind) {
        return labels_.is_free(words, labels) || written.contains({words, kind});
      };
      if (!fits(each->head, head) || !fits(each->tail, tail)) continue;
      labels_.write(each->head, head, labels);
      labels_.write(each->tail, tail, labels);
      written.insert({each->head, head});
      written.insert({each->tail, tail});
    }
    return labels;
  }

  /// Adds the triples given by the most probable labels, by relation in the order of `relations()`, then by head and
  /// tail; see `span_labels::read` and `Pairing`. Throws `shape_error` (`shape`) unless there is one column per label.
  void decode(matrix_view<float const> probabilities, extraction& into) const {
    arguments_.template add_triples<Pairing>(labels_.template read<Strictness>(probabilities), into);
  }

 private:
  using base::arguments_;
  using base::labels_;
  Overlap overlap_;
};

}  // namespace hmt
