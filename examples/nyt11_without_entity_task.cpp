// SPDX-License-Identifier: MIT
// NYT11 without the entity task: the ablation of table 3, with the settings of `nyt11`.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using nyt11_model = hmt::without_entity_task<hmt::cpu<float>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<nyt11_model>(
      argc, argv,
      {.name = "nyt11_without_entity_task",
       .summary = "HMT without its entity task, on NYT11: the ablation of the paper (HRL format)",
       .defaults = {.training = {.epochs = 15, .batch_size = 32, .dropout = 0.5},
                    .optimizer = "rmsprop",
                    .learning_rate = 1e-3}});
}
