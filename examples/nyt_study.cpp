// SPDX-License-Identifier: MIT
// NYT10 or NYT11 at a third of the paper's width, which a laptop trains in an evening: HMT, also with products
// in bfloat16, its ablation and layered tags, all trained alike.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/study.hpp>

#include "past_the_paper.hpp"

int main(int argc, char** argv) {
  using device = hmt::cpu<float>;
  using hmt::experiment::variant;
  auto const steady = steady_training(6, 0.999, 0.05);
  return hmt::experiment::study(
      argc, argv, {.name = "nyt_study", .summary = "NYT10 or NYT11: HMT of width 100, its ablation and layered tags"},
      {variant<hmt::hmt_model<device, 300, 100>>("hmt", steady),
       variant<hmt::hmt_model<hmt::cpu<float, hmt::bfloat16>, 300, 100>>("hmt_bfloat16", steady),
       variant<hmt::without_entity_task<device, 300, 100>>("without_entity_task", steady),
       variant<hmt::layered_hmt_model<device, 300, 100>>("layered", steady)});
}
