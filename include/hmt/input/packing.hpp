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
#include "hmt/input/pack_spellings.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/input/packed_layout.hpp"

namespace hmt {

namespace detail {

/// Throws unless a sentence of a batch has words, either no labels, or one a word for each task, and letters and shapes
/// of all words or of none.
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
  auto const require_all = [&](std::size_t found, std::string const& what) {
    if (found != 0 && found != one.words.size())
      refuse("expected " + what + " of all " + std::to_string(one.words.size()) + " words or of none, found those of " +
             std::to_string(found));
  };
  require_all(one.letters.words(), "letters");
  require_all(one.shapes.size(), "shapes");
}

}  // namespace detail

/// Fills every member of `into`: sentences by falling length, equally long ones in the order given, time-major without
/// padding; labels, letters and shapes only if all sentences have them. An empty batch has no rows. Allocates only
/// where `into` never held as many sentences, steps, rows, letters or tasks before. Throws `data_error`
/// (`batch-sentence`), leaving `into` as it was, for a sentence without words, whose labels are not one a word for the
/// same number of tasks, or that has letters or shapes of some words only.
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

  fill_offsets(
      sentences.size(), [&](std::size_t s) { return length_of(into.order[s]); }, into.offsets);

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

  auto& distinct = into.distinct_words;
  distinct = into.words;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  into.word_slots.resize(into.words.size());
  std::transform(into.words.begin(), into.words.end(), into.word_slots.begin(), [&](index word) {
    return static_cast<index>(std::lower_bound(distinct.begin(), distinct.end(), word) - distinct.begin());
  });
  detail::pack_spellings(sentences, into);
}

}  // namespace hmt
