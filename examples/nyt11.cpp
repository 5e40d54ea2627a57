// SPDX-License-Identifier: MIT
// NYT11 (Takanobu et al. 2019): the paper's model with the paper's settings.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using nyt11_model = hmt::hmt_model<hmt::cpu<float>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<nyt11_model>(
      argc, argv,
      {.name = "nyt11",
       .summary = "HMT on NYT11: news sentences, labelled by distant supervision (HRL format)",
       .defaults = {.training = {.epochs = 15, .batch_size = 32, .dropout = 0.5},
                    .optimizer = "rmsprop",
                    .learning_rate = 1e-3}});
}
