// SPDX-License-Identifier: MIT
// The part of `pack` that sees gold pairs of spans.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "hmt/core/tensor.hpp"
#include "hmt/input/packed_batch.hpp"

namespace hmt::detail {

/// Fills `into.spans` if all sentences have gold pairs, and leaves it empty otherwise. Requires: order and offsets of
/// `into` are those of the sentences; all tell the same number of relations apart. Allocates only where `into` never
/// held as many spans or pairs before.
inline void pack_spans(std::span<encoded_sentence const* const> sentences, packed_batch& into) {
  auto& packed = into.spans;
  packed.clear();
  if (!std::ranges::all_of(sentences, [](auto const* one) { return one->pairs.relations != 0; })) return;
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    auto const& own = sentences[into.order[s]]->pairs;
    for (auto const& each : own.spans) packed.add(into.row(s, each.begin), into.row(s, each.end - 1));
    packed.end_sentence();
    packed.labels.resize(packed.pair_rows.back() * own.relations);
    auto const first_pair = packed.pair_rows[s];
    for (auto const& each : own.pairs)
      packed.labels[(first_pair + each.tail * own.spans.size() + each.head) * own.relations + each.relation] = 1;
  }
}

}  // namespace hmt::detail
