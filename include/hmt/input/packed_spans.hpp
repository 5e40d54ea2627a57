// SPDX-License-Identifier: MIT
// Spans of a batch and their pairs, for tasks that relate spans to one another.
#pragma once

#include <cstddef>
#include <vector>

#include "hmt/core/tensor.hpp"

namespace hmt {

/// Spans of the sentences of a packed batch, sentence by sentence, on the host. Their pairs are rows in this order: for
/// each span as tail, each span of its sentence as head, itself included. Reuses its memory.
struct packed_spans {
  std::vector<index> first;               ///< [span]: the row of its first word
  std::vector<index> last;                ///< [span]: the row of its last word
  std::vector<index> offsets{0};          ///< [s]: the number of the first span of the s-th longest sentence; the end
  std::vector<std::size_t> pair_rows{0};  ///< [s]: the row of its first pair; the end
  std::vector<index> labels;              ///< [pair * relations + relation]: 1 where related; empty at extraction

  void clear() {
    for (auto* list : {&first, &last, &labels}) list->clear();
    offsets.assign(1, 0);
    pair_rows.assign(1, 0);
  }
  /// Adds a span to the sentence that is being filled.
  void add(std::size_t first_row, std::size_t last_row) {
    first.push_back(static_cast<index>(first_row));
    last.push_back(static_cast<index>(last_row));
  }
  /// Ends the sentence that is being filled and begins the next.
  void end_sentence() {
    auto const count = first.size() - offsets.back();
    pair_rows.push_back(pair_rows.back() + count * count);
    offsets.push_back(static_cast<index>(first.size()));
  }
};

}  // namespace hmt
