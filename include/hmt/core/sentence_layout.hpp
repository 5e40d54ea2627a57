// SPDX-License-Identifier: MIT
// Rows sentence by sentence, the concept of row layouts, and the mapping from one layout to another.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/assert.hpp"
#include "hmt/core/host_device.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// A one-to-one function from the words of a batch to its rows: `row(sentence, position)`, below `rows()`, for position
/// below `length(sentence)` and sentence below `sentences()`.
template <class L>
concept Layout = requires(L const layout, std::size_t number) {
  { layout.sentences() } -> std::same_as<std::size_t>;
  { layout.rows() } -> std::same_as<std::size_t>;
  { layout.length(number) } -> std::same_as<std::size_t>;
  { layout.row(number, number) } -> std::same_as<std::size_t>;
};

/// A `Layout` in which the words of a sentence are in consecutive rows, from `begin(s)` to `begin(s+1)` for sentence s,
/// as attention and sums over a sentence need. Sentences may be empty. A view: never allocates.
class sentence_layout {
 public:
  sentence_layout() = default;
  /// Requires: `begins` has one more entry than there are sentences, starts with 0 and never decreases.
  explicit sentence_layout(std::span<row_index const> begins) : begins_(begins) {}

  [[nodiscard]] HMT_HOST_DEVICE std::size_t sentences() const { return begins_.empty() ? 0 : begins_.size() - 1; }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t rows() const { return begins_.empty() ? 0 : begins_.back(); }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t begin(std::size_t sentence) const {
    HMT_ASSERT(sentence < begins_.size());
    return begins_[sentence];
  }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t length(std::size_t sentence) const {
    HMT_ASSERT(sentence < sentences());
    return begins_[sentence + 1] - begins_[sentence];
  }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t row(std::size_t sentence, std::size_t position) const {
    HMT_ASSERT(position < length(sentence));
    return begins_[sentence] + position;
  }

 private:
  std::span<row_index const> begins_;
};

static_assert(Layout<packed_layout> && Layout<sentence_layout>);

/// Fills `begins` with those of `sentence_layout` for sentences of these lengths, in their order. Allocates only if
/// `begins` never held as many.
template <std::invocable<std::size_t> LengthOf>
void fill_begins(std::size_t sentences, LengthOf length_of, std::vector<row_index>& begins) {
  begins.resize(sentences + 1);
  begins[0] = 0;
  for (std::size_t s = 0; s < sentences; ++s) begins[s + 1] = begins[s] + static_cast<row_index>(length_of(s));
}

/// Fills `numbers` so that a device's `gather` with them reorders rows from the layout `from` to the layout `to`:
/// numbers[to.row(s, t)] = from.row(s, t). Requires: both have the same sentences. Allocates only if `numbers` never
/// held as many.
template <Layout From, Layout To>
void row_numbers(From const& from, To const& to, std::vector<row_index>& numbers) {
  numbers.resize(to.rows());
  for (std::size_t s = 0; s < to.sentences(); ++s)
    for (std::size_t t = 0, length = to.length(s); t < length; ++t)
      numbers[to.row(s, t)] = static_cast<row_index>(from.row(s, t));
}

}  // namespace hmt
