// SPDX-License-Identifier: MIT
// The named models at widths small enough for numeric gradients, and sentences to run them on.
#pragma once

#include <ratio>
#include <span>
#include <string>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/models.hpp"
#include "packed_sentences.hpp"

namespace hmt::testing {

/// Word vectors of 4, hidden width 3.
template <class D>
using small_hmt = hmt_model<D, 4, 3>;
template <class D>
using small_without_entity_task = without_entity_task<D, 4, 3>;
template <class D>
using small_three_level = three_level_model<D, 4, 3>;
template <class D>
using small_zheng = zheng_tagging<D, 4, 3>;
template <class D>
using small_layered = layered_hmt_model<D, 4, 3>;
template <class D>
using small_paired = hierarchy<D, word_embedding<4>, entity_task<3>,
                               relation_task<3, peephole::diagonal, relation_layers<tagging::bio, tagging::all_pairs>>,
                               pair_task<bilstm<2>, 3, connectivity::all_below, log_likelihood<std::ratio<2>>>>;

template <class D>
using small_crf = crf_model<D, 4, 3>;
/// Chains in each layer, over a decoder with feedback, with its own task weight.
template <class D>
using small_layered_crf =
    hierarchy<D, word_embedding<4>, entity_task<3>,
              task<relation_layers<tagging::bio>, bilstm<3>, tag_feedback_lstm<3, 2>, connectivity::task_below,
                   log_likelihood<std::ratio<1>, std::ratio<1, 2>>, linear_chain_crf>>;

/// Five short sentences with two relations and typed entities, of ragged lengths.
inline std::vector<sentence> const& small_corpus() {
  static std::vector<sentence> const sentences{
      {{"Ana", "Ruiz", "was", "born", "in", "Malaga", "."},
       {{{0, 2}, "PER"}, {{5, 6}, "LOC"}},
       {{{0, 2}, "born_in", {5, 6}}},
       1},
      {{"Malaga", "is", "in", "Spain"}, {{{0, 1}, "LOC"}, {{3, 4}, "LOC"}}, {{{0, 1}, "located_in", {3, 4}}}, 2},
      {{"Nothing", "happened"}, {}, {}, 3},
      {{"Born", "in", "New", "York", ",", "Ben", "left"},
       {{{2, 4}, "LOC"}, {{5, 6}, "PER"}},
       {{{5, 6}, "born_in", {2, 4}}},
       4},
      {{"Ben"}, {{{0, 1}, "PER"}}, {}, 5},
  };
  return sentences;
}

/// A small model of the corpus that keeps words that occur once.
template <class Model>
Model small_model(std::uint64_t seed = 1, model_options const& options = {}) {
  return Model(vocabulary::build(small_corpus(), nullptr, {.minimum_count = 1}), small_corpus(), seed, nullptr,
               options);
}

/// The corpus as one packed batch, with gold labels.
template <class Model>
typename Model::batch_type small_batch(Model const& model) {
  return packed(model.encode(small_corpus()));
}

}  // namespace hmt::testing
