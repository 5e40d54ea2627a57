// SPDX-License-Identifier: MIT
// CoNLL04 (Roth & Yih 2004) past the paper: layered tags, and the letters of each word beside its vector.
#include <hmt/device/cpu.hpp>
#include <hmt/embedding/character_bilstm.hpp>
#include <hmt/embedding/joined.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using conll04_model =
    hmt::hierarchy<hmt::cpu<float>, hmt::joined<hmt::word_embedding<300>, hmt::character_bilstm<25, 50>>,
                   hmt::entity_task<>,
                   hmt::relation_task<300, hmt::peephole::diagonal, hmt::relation_layers<hmt::bio>>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<conll04_model>(
      argc, argv,
      {.name = "conll04_layered",
       .summary = "HMT with layered tags and letters of words on CoNLL04 (SpERT form)",
       .defaults = {.training = {.epochs = 40,
                                 .batch_size = 16,
                                 .dropout = 0.5,
                                 .schedule = hmt::rate_decay::linear,
                                 .average = 0.99,
                                 .word_dropout = 0.05},
                    .optimizer = "adam",
                    .learning_rate = 1e-3}});
}
