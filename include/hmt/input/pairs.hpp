// SPDX-License-Identifier: MIT
// The input for learning relations of spans: the gold spans of a sentence and their relations.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/tensor.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/input/concept.hpp"

namespace hmt {

/// Spans of a sentence and their relations. Ordered pairs that are not listed are unrelated.
struct gold_pairs {
  /// Span number `head` has this relation to span number `tail`.
  struct pair {
    row_index head;
    row_index tail;
    row_index relation;  ///< below `relations`
  };
  std::vector<word_span> spans;
  std::vector<pair> pairs;
  std::size_t relations = 0;  ///< number of relations; 0: the sentence has no gold pairs, as in extraction
};

/// Spans of the sentences of a packed batch, sentence by sentence, on the host. Their pairs are rows in this order: for
/// each span as tail, each span of its sentence as head, itself included. Reuses its memory.
struct packed_spans {
  std::vector<row_index> first;           ///< [span]: the row of its first word
  std::vector<row_index> last;            ///< [span]: the row of its last word
  std::vector<row_index> offsets{0};      ///< [s]: the number of the first span of the s-th longest sentence; the end
  std::vector<std::size_t> pair_rows{0};  ///< [s]: the row of its first pair; the end
  std::vector<row_index> labels;          ///< [pair * relations + relation]: 1 if related; empty in extraction

  void clear() {
    for (auto* list : {&first, &last, &labels}) list->clear();
    offsets.assign(1, 0);
    pair_rows.assign(1, 0);
  }
  /// Adds a span to the current sentence.
  void add(std::size_t first_row, std::size_t last_row) {
    first.push_back(static_cast<row_index>(first_row));
    last.push_back(static_cast<row_index>(last_row));
  }
  /// Ends the current sentence and begins the next.
  void end_sentence() {
    auto const count = first.size() - offsets.back();
    pair_rows.push_back(pair_rows.back() + count * count);
    offsets.push_back(static_cast<row_index>(first.size()));
  }
};

/// Packs spans and pairs. Leaves `into` empty if a sentence has none. Requires: all have the same number of relations.
inline void pack_pairs(sentences_to_pack<gold_pairs> const& sentences, packed_spans& into) {
  into.clear();
  for (std::size_t s = 0; s < sentences.size(); ++s)
    if (sentences[s].relations == 0) return;
  auto const layout = sentences.layout();
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    auto const& own = sentences[s];
    auto const words = layout.length(s);
    for (auto const& each : own.spans) {
      if (each.begin >= each.end || each.end > words)
        sentences.refuse(
            s, fmt::format("expected spans within its {} words, found [{}, {})", words, each.begin, each.end));
      into.add(layout.row(s, each.begin), layout.row(s, each.end - 1));
    }
    into.end_sentence();
    into.labels.resize(into.pair_rows.back() * own.relations);
    for (auto const& each : own.pairs)
      into.labels[(into.pair_rows[s] + each.tail * own.spans.size() + each.head) * own.relations + each.relation] = 1;
  }
}

namespace input {

/// The gold pairs of the task with this scheme, whose `encode` gives `gold_pairs`; see `Input`. A sentence has none in
/// extraction.
template <class Scheme>
struct pairs {
  static constexpr std::string_view name = Scheme::task_name;
  using state = Scheme;
  using encoded = gold_pairs;
  using packed = packed_spans;  ///< no spans unless all sentences have gold pairs

  [[nodiscard]] static encoded encode(Scheme const& scheme, sentence const& from) { return scheme.encode(from); }
  static void pack(sentences_to_pack<encoded> const& sentences, packed& into) { pack_pairs(sentences, into); }
};

}  // namespace input
}  // namespace hmt
