// SPDX-License-Identifier: MIT
// Table 1 of the paper on one's own copy of NYT10 or NYT11: HMT and its baseline of one task, the paper's rows below.
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
      {.name = "reproduce_table1",
       .summary = "Table 1 of the paper on NYT10 or NYT11, beside its own rows (means of ten runs on the test parts)"},
      {variant<hmt::zheng_tagging<device>>(
           "tagging", how, {{59.3, 38.1, 46.4, "table 1, NYT10"}, {46.9, 48.9, 47.9, "table 1, NYT11"}}),
       variant<hmt::hmt_model<device>>("hmt", how,
                                       {{70.2, 62.3, 66.0, "table 1, NYT10"}, {67.6, 53.8, 59.9, "table 1, NYT11"}})});
}
