// SPDX-License-Identifier: MIT
// The order of sentences: shuffled mini-batches, by length, and a validation sample.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// The mini-batches of one epoch: every sentence exactly once, with the remainder in the last batch. The order depends
/// only on the number of sentences, the seed and the epoch. May be read from several threads between calls of
/// `shuffle`.
class batch_order {
 public:
  /// In the given order until `shuffle` is called. Throws `config_error` (`batch-size`) if the batch size is 0.
  batch_order(std::size_t sentences, std::size_t batch_size, std::uint64_t seed)
      : numbers_(sentences), batch_size_(batch_size), seed_(seed) {
    if (batch_size == 0) throw config_error("batch-size", "expected a batch size of at least 1, found 0");
    std::iota(numbers_.begin(), numbers_.end(), row_index{0});
  }

  /// Sets the order of an epoch, independent of earlier calls. Does not allocate.
  void shuffle(std::uint32_t epoch) {
    std::iota(numbers_.begin(), numbers_.end(), row_index{0});
    random_engine engine(random_stream{seed_, random_purpose::shuffle, 0, epoch});
    hmt::shuffle(std::span(numbers_), engine);
  }

  /// The number of batches.
  [[nodiscard]] std::size_t size() const { return (numbers_.size() + batch_size_ - 1) / batch_size_; }
  /// The sentences of a batch, by number. Requires: `batch < size()`. Valid until the next `shuffle`.
  [[nodiscard]] std::span<row_index const> operator[](std::size_t batch) const {
    std::size_t const first = batch * batch_size_;
    return std::span(numbers_).subspan(first, std::min(batch_size_, numbers_.size() - first));
  }

 private:
  std::vector<row_index> numbers_;
  std::size_t batch_size_;
  std::uint64_t seed_;
};

/// Fills `order` with the numbers from 0 by decreasing length, ties in increasing order. `length_of(number)` is a
/// sentence's number of words. Does not allocate.
template <std::invocable<row_index> LengthOf>
void sort_by_length(std::span<row_index> order, LengthOf length_of) {
  std::iota(order.begin(), order.end(), row_index{0});
  std::sort(order.begin(), order.end(), [&](row_index a, row_index b) {
    return length_of(a) != length_of(b) ? length_of(a) > length_of(b) : a < b;
  });
}

/// The numbers of sentences by decreasing length: consecutive batches then hold sentences of similar length, which
/// minimises the steps of a recurrence. `lengths`: words per sentence.
[[nodiscard]] inline std::vector<row_index> by_length(std::span<std::size_t const> lengths) {
  std::vector<row_index> order(lengths.size());
  sort_by_length(std::span(order), [&](row_index number) { return lengths[number]; });
  return order;
}

/// The numbers of the sentences to set aside for validation, in increasing order: `share` of `count`, rounded (the
/// paper uses 0.5%), but at least one and not all; none if there are fewer than two sentences. Throws `config_error`
/// (`validation-share`) unless 0 < share < 1.
[[nodiscard]] inline std::vector<row_index> validation_sample(std::size_t count, std::uint64_t seed,
                                                              double share = 0.005) {
  if (!(share > 0 && share < 1))
    throw config_error("validation-share",
                       "expected a share of the training set above 0 and below 1, found " + std::to_string(share));
  if (count < 2) return {};
  std::vector<row_index> numbers(count);
  std::iota(numbers.begin(), numbers.end(), row_index{0});
  random_engine engine(random_stream{seed, random_purpose::validation_sample});
  shuffle(std::span(numbers), engine);
  auto const wanted = static_cast<std::size_t>(std::llround(share * static_cast<double>(count)));
  numbers.resize(std::clamp<std::size_t>(wanted, 1, count - 1));
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace hmt
