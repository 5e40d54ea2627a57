// SPDX-License-Identifier: MIT
// CoNLL04: the paper's model, its ablation, and what each step past the paper brings.
#include <hmt/device/cpu.hpp>
#include <hmt/embedding/character_bilstm.hpp>
#include <hmt/embedding/joined.hpp>
#include <hmt/experiment/study.hpp>
#include <hmt/models.hpp>

namespace {

using device = hmt::cpu<float>;
using layered_relations = hmt::relation_task<300, hmt::peephole::diagonal, hmt::relation_layers<hmt::bio>>;
using words_and_letters = hmt::joined<hmt::word_embedding<300>, hmt::character_bilstm<25, 50>>;

}  // namespace

int main(int argc, char** argv) {
  using hmt::experiment::train_defaults;
  using hmt::experiment::variant;
  // Training as the paper has it, and with what holds up better on a small corpus.
  train_defaults const plain{
      .training = {.epochs = 40, .batch_size = 16, .dropout = 0.5}, .optimizer = "rmsprop", .learning_rate = 1e-3};
  train_defaults const steady{.training = {.epochs = 40,
                                           .batch_size = 16,
                                           .dropout = 0.5,
                                           .schedule = hmt::rate_decay::linear,
                                           .average = 0.99,
                                           .word_dropout = 0.05},
                              .optimizer = "adam",
                              .learning_rate = 1e-3};
  return hmt::experiment::study(
      argc, argv,
      {.name = "conll04_study",
       .summary = "CoNLL04: HMT, its ablation, layered tags, letters of words, and how they are trained"},
      {variant<hmt::hmt_model<device>>("hmt", plain),
       variant<hmt::without_entity_task<device>>("without_entity_task", plain),
       variant<hmt::hmt_model<device>>("hmt_steady", steady),
       variant<hmt::hierarchy<device, words_and_letters, hmt::entity_task<>, hmt::relation_task<>>>("letters", steady),
       variant<hmt::layered_hmt_model<device>>("layered", steady),
       variant<hmt::hierarchy<device, words_and_letters, hmt::entity_task<>, layered_relations>>("layered_letters",
                                                                                                 steady)});
}
