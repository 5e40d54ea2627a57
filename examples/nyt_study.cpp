// SPDX-License-Identifier: MIT
// NYT10 or NYT11 at a third of the paper's width, which a laptop trains in an evening: HMT, also with products in
// bfloat16 and with objectives for noisy labels, its ablation and layered tags, all trained alike.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/study.hpp>

#include <ratio>

#include "past_the_paper.hpp"

/// HMT with another objective in both tasks.
template <class Objective>
using hmt_under = hmt::hierarchy<hmt::cpu<float>, hmt::word_embedding<>,
                                 hmt::task<hmt::entity_tags<hmt::tagging::bioes>, hmt::bilstm<>,
                                           hmt::tag_feedback_lstm<>, hmt::connectivity::task_below, Objective>,
                                 hmt::task<hmt::relation_tags<hmt::tagging::bio>, hmt::bilstm<>,
                                           hmt::tag_feedback_lstm<>, hmt::connectivity::task_below, Objective>>;

int main(int argc, char** argv) {
  using device = hmt::cpu<float>;
  using hmt::experiment::variant;
  auto steady = steady_training(6, 0.999, 0.05);
  steady.model.hidden = 100;
  return hmt::experiment::study(
      argc, argv, {.name = "nyt_study", .summary = "NYT10 or NYT11: HMT of width 100, its ablation and layered tags"},
      {variant<hmt::hmt_model<device>>("hmt", steady),
       variant<hmt::hmt_model<hmt::cpu<float, hmt::bfloat16>>>("hmt_bfloat16", steady),
       variant<hmt_under<hmt::smoothed_log_likelihood<>>>("smoothed", steady),
       variant<hmt_under<hmt::generalised_cross_entropy<std::ratio<3, 10>>>>("noise_aware", steady),
       variant<hmt::without_entity_task<device>>("without_entity_task", steady),
       variant<hmt::layered_hmt_model<device>>("layered", steady)});
}
