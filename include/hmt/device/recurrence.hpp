// SPDX-License-Identifier: MIT
// The traversal of a packed batch by a recurrence, in either direction.
#pragma once

#include <cstddef>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/parallel.hpp"

namespace hmt {

/// One step of a traversal: rows `first` to `first + width` are computed. The previous words (along the scan) of the
/// first `carried` of them are the rows `before` to `before + carried`; the other rows begin a sentence (along the
/// scan).
struct recurrence_step {
  std::size_t first = 0;
  std::size_t width = 0;
  std::size_t before = 0;
  std::size_t carried = 0;
};

/// Step `number` of the traversal of `layout`. Requires: number < layout.steps(). Never allocates.
[[nodiscard]] inline recurrence_step step_of(packed_layout const& layout, scan_direction direction,
                                             std::size_t number) {
  if (direction == scan_direction::forward) {
    auto const width = layout.width(number);
    if (number == 0) return {layout.offset(0), width, 0, 0};
    return {layout.offset(number), width, layout.offset(number - 1), width};
  }
  auto const time = layout.steps() - 1 - number;
  return {layout.offset(time), layout.width(time), layout.offset(time + 1), layout.width(time + 1)};
}

/// Words of `count` sentences from `sentence` on, in the rows from `row` on.
struct sentence_rows {
  std::size_t row = 0;
  std::size_t sentence = 0;
  std::size_t count = 0;
};

/// Calls body(sentence_rows) so that it gets the first word of each sentence along the scan once. Never allocates.
template <class Body>
void for_each_beginning(packed_layout const& layout, scan_direction direction, Body const& body) {
  if (direction == scan_direction::forward) {
    if (layout.sentences() > 0) body(sentence_rows{0, 0, layout.sentences()});
    return;
  }
  for (std::size_t time = 0; time < layout.steps(); ++time) {
    auto const go_on = layout.width(time + 1);
    if (go_on < layout.width(time)) body(sentence_rows{layout.offset(time) + go_on, go_on, layout.width(time) - go_on});
  }
}

/// The same for the last word of each sentence along the scan.
template <class Body>
void for_each_end(packed_layout const& layout, scan_direction direction, Body const& body) {
  for_each_beginning(layout, direction == scan_direction::forward ? scan_direction::backward : scan_direction::forward,
                     body);
}

/// Slice `number` of `parts` of a batch: sentences `first` to `first + count`, with about equally many words per slice.
/// Slices may be empty. Requires: number < parts. Never allocates.
[[nodiscard]] inline index_range slice_of(packed_layout const& layout, std::size_t number, std::size_t parts) {
  // The sentence before which the number of words reaches a part's share; sentences are sorted by decreasing length.
  auto const border = [&layout](std::size_t words) {
    std::size_t sentence = 0;
    auto length = layout.steps();
    for (std::size_t sum = 0; sum < words && sentence < layout.sentences(); ++sentence) {
      while (layout.width(length - 1) <= sentence) --length;
      sum += length;
    }
    return sentence;
  };
  auto const share = nth_range(layout.rows(), number, parts);
  auto const first = border(share.first);
  return {first, border(share.first + share.count) - first};
}

}  // namespace hmt
