// SPDX-License-Identifier: MIT
// Table 3 of the paper on one's own copy of NYT10 or NYT11: HMT with and without its entity task, the paper's rows
// below.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/study.hpp>
#include <hmt/models.hpp>

int main(int argc, char** argv) {
  using device = hmt::cpu<float>;
  using hmt::experiment::variant;
  hmt::experiment::train_defaults const how{
      .training = {.epochs = 30, .batch_size = 32, .dropout = 0.5}, .optimizer = "rmsprop", .learning_rate = 1e-3};
  return hmt::experiment::study(
      argc, argv,
      {.name = "reproduce_table3",
       .summary = "Table 3 of the paper on NYT10 or NYT11, beside its own rows (means of ten runs on the test parts)"},
      {variant<hmt::without_entity_task<device>>(
           "without_entity_task", how, {{69.3, 61.1, 64.9, "table 3, NYT10"}, {65.2, 50.8, 57.1, "table 3, NYT11"}}),
       variant<hmt::hmt_model<device>>("hmt", how,
                                       {{70.2, 62.3, 66.0, "table 3, NYT10"}, {67.6, 53.8, 59.9, "table 3, NYT11"}}),
       variant<hmt::layered_hmt_model<device>>("layered", how)});
}
