// SPDX-License-Identifier: MIT
// Extraction from many sentences, in batches of about equal length.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "hmt/device/kept_weights.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// Extractions for all sentences, in their order; a sentence without words has an empty one. Longest sentences first,
/// in batches of at most 32 sentences and, but for a single longer sentence, 4,096 words. What
/// is derived from the weights, once a call, is kept between calls if `space.device.keep_weights(true)` was promised.
/// Allocates.
template <class Model>
[[nodiscard]] std::vector<extraction> predict_all(Model const& model,
                                                  std::span<typename Model::encoded_sentence const> sentences,
                                                  typename Model::workspace& space, wanted_outputs wanted = {}) {
  constexpr std::size_t most_sentences = 32;
  constexpr std::size_t most_words = 4096;
  std::vector<extraction> result(sentences.size());
  std::vector<typename Model::encoded_sentence const*> chosen;
  std::vector<index> numbers;
  typename Model::batch_type batch;
  std::size_t words = 0;
  auto const run = [&] {
    if (chosen.empty()) return;
    pack(chosen, batch);
    auto found = model.predict(batch, space, wanted);
    for (std::size_t i = 0; i < numbers.size(); ++i) result[numbers[i]] = std::move(found[i]);
    chosen.clear();
    numbers.clear();
    words = 0;
  };
  weights_kept_here const promise(space.device);
  std::vector<index> order(sentences.size());
  sort_by_length(std::span(order), [&](index number) { return sentences[number].length; });
  for (index const number : order) {
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
