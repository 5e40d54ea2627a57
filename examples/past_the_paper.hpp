// SPDX-License-Identifier: MIT
// What the examples past the paper share: the letters of each word, layered tags, and steadier training.
#pragma once

#include <cstddef>
#include <span>

#include <hmt/embedding/character_bilstm.hpp>
#include <hmt/embedding/joined.hpp>
#include <hmt/embedding/word_shape_embedding.hpp>
#include <hmt/experiment/settings.hpp>
#include <hmt/models.hpp>

using words_and_letters = hmt::joined<hmt::word_embedding<>, hmt::character_bilstm<>>;
using words_letters_and_shapes =
    hmt::joined<hmt::word_embedding<>, hmt::character_bilstm<>, hmt::word_shape_embedding<>>;
using layered_relations =
    hmt::relation_task<std::dynamic_extent, hmt::peephole::diagonal, hmt::relation_layers<hmt::bio>>;
using proposing_relations =
    hmt::relation_task<std::dynamic_extent, hmt::peephole::diagonal, hmt::relation_layers<hmt::bio, hmt::all_pairs>>;

/// Adam with a falling learning rate, a moving average of the parameters, and words read as unknown now and then.
inline hmt::experiment::train_defaults steady_training(
    std::size_t epochs, double average, double word_dropout,
    hmt::experiment::model_choice choice = hmt::experiment::model_choice::triples) {
  return {.training = {.epochs = epochs,
                       .batch_size = 16,
                       .dropout = 0.5,
                       .schedule = hmt::rate_decay::linear,
                       .average = average,
                       .word_dropout = word_dropout},
          .optimizer = "adam",
          .learning_rate = 1e-3,
          .choice = choice};
}
