// SPDX-License-Identifier: MIT
// From encoded sentences to a packed batch.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/packed_batch.hpp"

namespace hmt {

namespace detail {

/// Throws unless a sentence of a batch has words, and either no labels, or one a word for each task.
inline void require_packable(encoded_sentence const& one, std::size_t number, std::size_t tasks) {
  auto const refuse = [&](std::string const& message) {
    throw data_error("batch-sentence", "sentence " + std::to_string(number) + " of the batch: " + message);
  };
  if (one.words.empty()) refuse("expected at least one word, found none; leave empty sentences out");
  if (!one.labels.empty() && one.labels.size() != tasks)
    refuse("expected labels for " + std::to_string(tasks) + " tasks, as in the batch's other sentences, found " +
           std::to_string(one.labels.size()));
  for (auto const& labels : one.labels)
    if (labels.size() != one.words.size())
      refuse("expected " + std::to_string(one.words.size()) + " labels, one a word, found " +
             std::to_string(labels.size()));
}

/// Fills `distinct_words` and `word_slots` from `words`. Allocates only for a batch larger than any before.
inline void find_distinct_words(packed_batch& batch) {
  auto& distinct = batch.distinct_words;
  distinct = batch.words;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  batch.word_slots.resize(batch.words.size());
  std::transform(batch.words.begin(), batch.words.end(), batch.word_slots.begin(), [&](index word) {
    return static_cast<index>(std::lower_bound(distinct.begin(), distinct.end(), word) - distinct.begin());
  });
}

}  // namespace detail

/// Fills every member of `into`: sentences by falling length, equally long ones in the order given, time-major without
/// padding; labels only if all sentences have them. An empty batch has no rows. Allocates only where `into` never held
/// as many sentences, steps, rows or tasks before. Throws `data_error` (`batch-sentence`), leaving `into` as it was,
/// for a sentence without words or whose labels are not one a word for the same number of tasks.
inline void pack(std::span<encoded_sentence const* const> sentences, packed_batch& into) {
  std::size_t tasks = 0;
  bool labelled = true;
  for (auto const* one : sentences) {
    tasks = std::max(tasks, one->labels.size());
    labelled = labelled && !one->labels.empty();
  }
  for (std::size_t i = 0; i < sentences.size(); ++i) detail::require_packable(*sentences[i], i, tasks);

  auto const length_of = [&](index number) { return sentences[number]->words.size(); };
  into.order.resize(sentences.size());
  sort_by_length(std::span(into.order), length_of);

  std::size_t const steps = sentences.empty() ? 0 : length_of(into.order.front());
  into.offsets.resize(steps + 1);
  into.offsets[0] = 0;
  for (std::size_t t = 0, width = sentences.size(); t < steps; ++t) {
    while (length_of(into.order[width - 1]) <= t) --width;
    into.offsets[t + 1] = into.offsets[t] + static_cast<index>(width);
  }

  auto const scatter = [&](auto const& numbers_of, std::vector<index>& rows) {
    rows.resize(into.offsets.back());
    for (std::size_t s = 0; s < sentences.size(); ++s) {
      std::vector<index> const& numbers = numbers_of(*sentences[into.order[s]]);
      for (std::size_t t = 0; t < numbers.size(); ++t) rows[into.row(s, t)] = numbers[t];
    }
  };
  scatter(
      [](encoded_sentence const& one) -> auto const& { return one.words; }, into.words);
  into.labels.resize(labelled ? tasks : 0);
  for (std::size_t task = 0; task < into.labels.size(); ++task)
    scatter(
        [task](encoded_sentence const& one) -> auto const& { return one.labels[task]; }, into.labels[task]);

  detail::find_distinct_words(into);
}

}  // namespace hmt
