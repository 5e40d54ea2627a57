// SPDX-License-Identifier: MIT
// The common part of the examples beyond the paper: character features, layered tags, and steadier training.
#pragma once

#include <cstddef>
#include <span>

#include <hmt/embedding/character_bilstm.hpp>
#include <hmt/embedding/concatenated.hpp>
#include <hmt/embedding/word_shape_embedding.hpp>
#include <hmt/experiment/settings.hpp>
#include <hmt/models.hpp>

using words_and_letters = hmt::concatenated<hmt::word_embedding<>, hmt::character_bilstm<>>;
using words_letters_and_shapes =
    hmt::concatenated<hmt::word_embedding<>, hmt::character_bilstm<>, hmt::word_shape_embedding<>>;
using layered_relations =
    hmt::relation_task<std::dynamic_extent, hmt::peephole::diagonal, hmt::relation_layers<hmt::tagging::bio>>;
using proposing_relations = hmt::relation_task<std::dynamic_extent, hmt::peephole::diagonal,
                                               hmt::relation_layers<hmt::tagging::bio, hmt::tagging::all_pairs>>;

/// Adam with a falling learning rate, a moving average of the parameters, and word dropout.
inline hmt::experiment::train_defaults steady_training(
    std::size_t epochs, double average, double word_dropout,
    hmt::experiment::selection_metric selection = hmt::experiment::selection_metric::triples) {
  return {.training = {.epochs = epochs,
                       .batch_size = 16,
                       .dropout = 0.5,
                       .schedule = hmt::schedule_shape::linear,
                       .average = average,
                       .word_dropout = word_dropout},
          .optimizer = "adam",
          .learning_rate = 1e-3,
          .selection = selection};
}
