// SPDX-License-Identifier: MIT
// NYT10 or NYT11 at a third of the paper's width, which a laptop trains in an evening: HMT, also with products
// in bfloat16 and with objectives for labels that are not sure, its ablation and layered tags, all trained alike.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/study.hpp>

#include <ratio>

#include "past_the_paper.hpp"

/// HMT of width 100 with another objective in both tasks.
template <class Objective>
using hmt_under = hmt::hierarchy<hmt::cpu<float>, hmt::word_embedding<300>,
                                 hmt::task<hmt::entity_tags<hmt::bioes>, hmt::bilstm<100>,
                                           hmt::tag_feedback_lstm<100, 100>, hmt::sees::task_below, Objective>,
                                 hmt::task<hmt::relation_tags<hmt::bio>, hmt::bilstm<100>,
                                           hmt::tag_feedback_lstm<100, 100>, hmt::sees::task_below, Objective>>;

int main(int argc, char** argv) {
  using device = hmt::cpu<float>;
  using hmt::experiment::variant;
  auto const steady = steady_training(6, 0.999, 0.05);
  return hmt::experiment::study(
      argc, argv, {.name = "nyt_study", .summary = "NYT10 or NYT11: HMT of width 100, its ablation and layered tags"},
      {variant<hmt::hmt_model<device, 300, 100>>("hmt", steady),
       variant<hmt::hmt_model<hmt::cpu<float, hmt::bfloat16>, 300, 100>>("hmt_bfloat16", steady),
       variant<hmt_under<hmt::smoothed_log_likelihood<>>>("smoothed", steady),
       variant<hmt_under<hmt::generalised_cross_entropy<std::ratio<3, 10>>>>("noise_aware", steady),
       variant<hmt::without_entity_task<device, 300, 100>>("without_entity_task", steady),
       variant<hmt::layered_hmt_model<device, 300, 100>>("layered", steady)});
}
