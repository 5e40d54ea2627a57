// SPDX-License-Identifier: MIT
// A study on the bundled corpus: HMT, layered tags and the ablation, at width 60.
//! [study]
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/study.hpp>
#include <hmt/models.hpp>

int main(int argc, char** argv) {
  using device = hmt::cpu<float>;
  using hmt::experiment::variant;
  hmt::experiment::train_defaults const how{.training = {.epochs = 20, .batch_size = 16, .dropout = 0.3},
                                            .model = {.word_dimension = 60, .hidden = 60},
                                            .optimizer = "adam",
                                            .learning_rate = 3e-3};
  return hmt::experiment::study(
      argc, argv, {.name = "bundled_study", .summary = "HMT, layered tags and the ablation on the bundled corpus"},
      {variant<hmt::hmt_model<device>>("hmt", how), variant<hmt::layered_hmt_model<device>>("layered", how),
       variant<hmt::without_entity_task<device>>("without_entity_task", how)});
}
//! [study]
