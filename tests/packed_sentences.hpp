// SPDX-License-Identifier: MIT
// Sentences for packing, packed batches, and gold labels without a tag scheme.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/input/input_list.hpp"
#include "hmt/input/tags.hpp"
#include "hmt/input/words.hpp"

namespace hmt::testing {

/// Pointers to the sentences, which must not move.
template <class Encoded>
std::vector<Encoded const*> pointers_to(std::vector<Encoded> const& sentences) {
  std::vector<Encoded const*> all;
  for (auto const& one : sentences) all.push_back(&one);
  return all;
}

/// All of them as one batch.
template <Input... Inputs>
packed_batch<Inputs...> packed(std::vector<encoded_sentence<Inputs...>> const& sentences) {
  packed_batch<Inputs...> batch;
  pack(pointers_to(sentences), batch);
  return batch;
}

/// A scheme by name only: tests supply its labels.
template <std::size_t Task>
struct no_scheme {
  static constexpr std::string_view task_name = Task == 0 ? "entity" : "relation";
  [[nodiscard]] static std::vector<row_index> encode(sentence const&) { return {}; }
};

/// Words by number, and labels of two tasks.
using two_labels = input_list<input::words, input::tags<no_scheme<0>>, input::tags<no_scheme<1>>>;

/// A sentence of these words without labels.
template <class Encoded = two_labels::sentence_type>
Encoded sentence_of(std::vector<row_index> const& words) {
  Encoded one;
  one.length = words.size();
  one.template get<input::words>() = words;
  return one;
}

/// A sentence of these words, with labels of each task.
inline two_labels::sentence_type sentence_of(std::vector<row_index> const& words, gold_labels const& first,
                                             gold_labels const& second) {
  auto one = sentence_of(words);
  one.get<input::tags<no_scheme<0>>>() = first;
  one.get<input::tags<no_scheme<1>>>() = second;
  return one;
}

}  // namespace hmt::testing
