// SPDX-License-Identifier: MIT
// The row layout of a packed batch: time-major, sentences by decreasing length, no padding (as in cuDNN).
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/assert.hpp"
#include "hmt/core/host_device.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// Row offsets of a packed batch; a `Layout`. The rows of time step t are `offset(t)` to `offset(t + 1)`; within them
/// row s belongs to the s-th longest sentence, so the sentences that continue in step t + 1 are the first `width(t +
/// 1)` of step t. All offsets are on the host. A view: never allocates.
class packed_layout {
 public:
  packed_layout() = default;
  /// Requires: `offsets` has one more entry than there are time steps and starts with 0; its differences never
  /// increase.
  explicit packed_layout(std::span<row_index const> offsets) : offsets_(offsets) {
    HMT_ASSERT(offsets.empty() || offsets.front() == 0);
  }

  /// The number of words of the longest sentence.
  [[nodiscard]] HMT_HOST_DEVICE std::size_t steps() const { return offsets_.empty() ? 0 : offsets_.size() - 1; }
  /// The number of words of all sentences.
  [[nodiscard]] HMT_HOST_DEVICE std::size_t rows() const { return offsets_.empty() ? 0 : offsets_.back(); }
  /// The number of sentences.
  [[nodiscard]] HMT_HOST_DEVICE std::size_t sentences() const { return steps() == 0 ? 0 : width(0); }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t offset(std::size_t step) const {
    HMT_ASSERT(step < offsets_.size());
    return offsets_[step];
  }
  /// The number of sentences that have a word at this step; 0 past the end.
  [[nodiscard]] HMT_HOST_DEVICE std::size_t width(std::size_t step) const {
    return step + 1 < offsets_.size() ? offsets_[step + 1] - offsets_[step] : 0;
  }
  /// The number of words of the s-th longest sentence. Logarithmic in `steps()`. Requires: s < sentences().
  [[nodiscard]] HMT_HOST_DEVICE std::size_t length(std::size_t s) const {
    std::size_t some = 1;  // a lower bound
    for (std::size_t most = steps(); some < most;) {
      auto const middle = (some + most + 1) / 2;
      if (width(middle - 1) > s)
        some = middle;
      else
        most = middle - 1;
    }
    return some;
  }
  /// The row of word `position` of the s-th longest sentence. Requires: position < length(s).
  [[nodiscard]] HMT_HOST_DEVICE std::size_t row(std::size_t s, std::size_t position) const {
    HMT_ASSERT(s < width(position));
    return offsets_[position] + s;
  }

 private:
  std::span<row_index const> offsets_;
};

/// Fills `offsets` with those of `packed_layout` for this many sentences; `length_of(s)` is the number of words of the
/// s-th longest, at least 1. Allocates only if `offsets` never held as many steps.
template <std::invocable<std::size_t> LengthOf>
void fill_offsets(std::size_t sentences, LengthOf length_of, std::vector<row_index>& offsets) {
  std::size_t const steps = sentences == 0 ? 0 : length_of(0);
  offsets.resize(steps + 1);
  offsets[0] = 0;
  for (std::size_t t = 0, width = sentences; t < steps; ++t) {
    while (length_of(width - 1) <= t) --width;
    offsets[t + 1] = offsets[t] + static_cast<row_index>(width);
  }
}

/// The order in which a recurrence traverses a sentence.
enum class scan_direction { forward, backward };

}  // namespace hmt
