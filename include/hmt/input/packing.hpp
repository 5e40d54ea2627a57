// SPDX-License-Identifier: MIT
// From encoded sentences to a packed batch.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/pack_spans.hpp"
#include "hmt/input/pack_spellings.hpp"
#include "hmt/input/packed_batch.hpp"

namespace hmt {

namespace detail {

/// Throws unless a sentence of a batch has words, either no labels, or for each task as many a word as `first` has, and
/// letters and shapes of all words or of none.
inline void require_packable(encoded_sentence const& one, std::size_t number, encoded_sentence const& first) {
  auto const refuse = [&](std::string const& message) {
    throw data_error("batch-sentence", fmt::format("sentence {} of the batch: {}", number, message));
  };
  if (one.words.empty()) refuse("expected at least one word, found none; leave empty sentences out");
  if (!one.labels.empty() && one.labels.size() != first.labels.size())
    refuse(fmt::format("expected labels for {} tasks, as in the batch's other sentences, found {}", first.labels.size(),
                       one.labels.size()));
  for (std::size_t task = 0; task < one.labels.size(); ++task) {
    auto const layers = first.labels[task].layers();
    auto const expected = one.words.size() * layers;
    if (one.labels[task].size() != expected)
      refuse(fmt::format("expected {} labels, {} a word, found {}", expected, layers, one.labels[task].size()));
  }
  auto const require_all = [&](std::size_t found, char const* what) {
    if (found != 0 && found != one.words.size())
      refuse(fmt::format("expected {} of all {} words or of none, found those of {}", what, one.words.size(), found));
  };
  require_all(one.letters.words(), "letters");
  require_all(one.shapes.size(), "shapes");
  for (auto const& each : one.pairs.spans)
    if (each.begin >= each.end || each.end > one.words.size())
      refuse(fmt::format("expected spans within its {} words, found [{}, {})", one.words.size(), each.begin, each.end));
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
/// padding; labels, letters, shapes and gold pairs only if all sentences have them. An empty batch has no rows.
/// Allocates only where `into` never held as many sentences, steps, rows, letters or tasks before. Throws `data_error`
/// (`batch-sentence`), leaving `into` as it was, for a sentence without words, whose labels are not as many a word, for
/// as many tasks, as the first's, or that has letters or shapes of some words only.
inline void pack(std::span<encoded_sentence const* const> sentences, packed_batch& into) {
  auto const has_labels = [](encoded_sentence const* one) { return !one->labels.empty(); };
  auto const first = std::ranges::find_if(sentences, has_labels);
  bool const labelled = first != sentences.end() && std::ranges::all_of(sentences, has_labels);
  for (std::size_t i = 0; i < sentences.size(); ++i)
    detail::require_packable(*sentences[i], i, first == sentences.end() ? *sentences[i] : **first);

  auto const length_of = [&](index number) { return sentences[number]->words.size(); };
  into.order.resize(sentences.size());
  sort_by_length(std::span(into.order), length_of);

  fill_offsets(
      sentences.size(), [&](std::size_t s) { return length_of(into.order[s]); }, into.offsets);

  into.words.resize(into.offsets.back());
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    auto const& words = sentences[into.order[s]]->words;
    for (std::size_t t = 0; t < words.size(); ++t) into.words[into.row(s, t)] = words[t];
  }
  into.labels.resize(labelled ? (*first)->labels.size() : 0);
  for (std::size_t task = 0; task < into.labels.size(); ++task) {
    auto const layers = (*first)->labels[task].layers();
    into.labels[task].assign(into.words.size() * layers, 0);
    for (std::size_t s = 0; s < sentences.size(); ++s)
      for (auto const [place, label] : sentences[into.order[s]]->labels[task].tags())
        into.labels[task][into.row(s, place / layers) * layers + place % layers] = label;
  }

  detail::find_distinct_words(into);
  detail::pack_spellings(sentences, into);
  detail::pack_spans(sentences, into);
}

}  // namespace hmt
