// SPDX-License-Identifier: MIT
// Extraction from many sentences, in batches of about equal length.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "hmt/device/frozen_weights.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// Extractions for all sentences, in their order; a sentence without words has an empty one. Longest sentences first,
/// in batches of at most 32 sentences and, except for a single longer sentence, 4,096 words. Data derived from the
/// weights, once per call, is kept between calls if `space.device.freeze_weights(true)` was promised.
template <class Model>
[[nodiscard]] std::vector<extraction> predict_all(Model const& model,
                                                  std::span<typename Model::encoded_sentence const> sentences,
                                                  typename Model::workspace& space, prediction_options options = {}) {
  constexpr std::size_t most_sentences = 32;
  constexpr std::size_t most_words = 4096;
  std::vector<extraction> result(sentences.size());
  std::vector<typename Model::encoded_sentence const*> chosen;
  std::vector<row_index> numbers;
  typename Model::batch_type batch;
  std::size_t words = 0;
  auto const run = [&] {
    if (chosen.empty()) return;
    pack(chosen, batch);
    auto found = model.predict(batch, space, options);
    for (std::size_t i = 0; i < numbers.size(); ++i) result[numbers[i]] = std::move(found[i]);
    chosen.clear();
    numbers.clear();
    words = 0;
  };
  scoped_freeze const promise(space.device);
  std::vector<row_index> order(sentences.size());
  sort_by_length(std::span(order), [&](row_index number) { return sentences[number].length; });
  for (row_index const number : order) {
    auto const& one = sentences[number];
    if (one.length == 0) continue;
    if (chosen.size() == most_sentences || words + one.length > most_words) run();
    chosen.push_back(&one);
    numbers.push_back(number);
    words += one.length;
  }
  run();
  return result;
}

}  // namespace hmt
