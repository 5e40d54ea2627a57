// SPDX-License-Identifier: MIT
// The sizes of the measured model, and its cost.
#pragma once

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstddef>

namespace hmt::bench {

constexpr std::size_t vocabulary_size = 36777;  ///< distinct words of NYT11's training set
constexpr std::size_t word_width = 300;
constexpr std::size_t entity_types = 4;
constexpr std::size_t relations = 12;
constexpr std::size_t entity_labels = 1 + 4 * entity_types;  ///< O and BIOES
constexpr std::size_t relation_labels = 1 + 4 * relations;   ///< O and BIO of either argument
constexpr double passes_of_training = 3;  ///< a training step multiplies three times as often as a forward pass

/// Multiplications and additions per word in the forward pass: the matrix products of both tasks, with encoder
/// directions, decoders and tag vectors of width `hidden`.
constexpr double flops_a_word(std::size_t hidden) {
  auto const h = static_cast<double>(hidden);
  double const entity_encoder = 2 * 4 * h * (word_width + h);
  double const relation_encoder = 2 * 4 * h * (word_width + 2 * h + h);
  double const decoders = 2 * 4 * h * (h + h);
  double const tag_vectors = 2 * h * (2 * h + h);
  double const outputs = static_cast<double>(entity_labels + relation_labels) * h;
  return 2 * (entity_encoder + relation_encoder + decoders + tag_vectors + outputs);
}

/// Puts the sizes into the context of the results, from which compare.py passes them to the programs in Python.
inline void tell_sizes() {
  benchmark::AddCustomContext("vocabulary", fmt::format("{}", vocabulary_size));
  benchmark::AddCustomContext("word_width", fmt::format("{}", word_width));
  benchmark::AddCustomContext("entity_labels", fmt::format("{}", entity_labels));
  benchmark::AddCustomContext("relation_labels", fmt::format("{}", relation_labels));
}

}  // namespace hmt::bench
