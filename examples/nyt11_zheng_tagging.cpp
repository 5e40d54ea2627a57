// SPDX-License-Identifier: MIT
// NYT11 with the paper's baseline 'Tagging' (Zheng et al. 2017): one task with BIOES tags, a weighted objective.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using nyt11_model = hmt::zheng_tagging<hmt::cpu<float>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<nyt11_model>(
      argc, argv,
      {.name = "nyt11_zheng_tagging",
       .summary = "Zheng et al.'s tagging model on NYT11: the paper's baseline (HRL format)",
       .defaults = {.training = {.epochs = 15, .batch_size = 32, .dropout = 0.5},
                    .model = {.tag_weight = 10},
                    .optimizer = "rmsprop",
                    .learning_rate = 1e-3}});
}
