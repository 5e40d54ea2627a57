// SPDX-License-Identifier: MIT
// CoNLL04: the paper's model, also with products in bfloat16, its ablation, and the effect of each step beyond the
// paper.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/study.hpp>

#include "past_the_paper.hpp"

int main(int argc, char** argv) {
  using device = hmt::cpu<float>;
  using hmt::experiment::train_defaults;
  using hmt::experiment::variant;
  using layered_letters = hmt::hierarchy<device, words_and_letters, hmt::entity_task<>, layered_relations>;
  // Training as in the paper, and with steadier settings for a small corpus.
  train_defaults const plain{
      .training = {.epochs = 40, .batch_size = 16, .dropout = 0.5}, .optimizer = "rmsprop", .learning_rate = 1e-3};
  auto const steady = steady_training(40, 0.99, 0.05);
  auto const chosen_by_both = steady_training(40, 0.99, 0.05, hmt::experiment::selection_metric::both);
  return hmt::experiment::study(
      argc, argv,
      {.name = "conll04_study", .summary = "CoNLL04: HMT, its ablation, layered tags and character features"},
      {variant<hmt::hmt_model<device>>("hmt", plain),
       variant<hmt::hmt_model<hmt::cpu<float, hmt::bfloat16>>>("hmt_bfloat16", plain),
       variant<hmt::without_entity_task<device>>("without_entity_task", plain),
       variant<hmt::hmt_model<device>>("hmt_steady", steady),
       variant<hmt::hierarchy<device, words_and_letters, hmt::entity_task<>, hmt::relation_task<>>>("letters", steady),
       variant<hmt::crf_model<device>>("crf", steady), variant<hmt::layered_hmt_model<device>>("layered", steady),
       variant<layered_letters>("layered_letters", steady),
       variant<layered_letters>("layered_letters_both", chosen_by_both),
       variant<hmt::hierarchy<device, words_letters_and_shapes, hmt::entity_task<>, layered_relations>>(
           "layered_letters_shapes", steady),
       variant<hmt::hierarchy<device, words_and_letters, hmt::entity_task<>, proposing_relations,
                              hmt::pair_task<hmt::bilstm<>>>>("paired_letters", steady)});
}
