// SPDX-License-Identifier: MIT
// The corpus in examples/data: a small model that trains in about a minute, for trying everything out.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using bundled_model = hmt::hmt_model<hmt::cpu<float>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<bundled_model>(
      argc, argv,
      {.name = "bundled",
       .summary = "HMT on the bundled corpus: invented news sentences (JSON lines)",
       .defaults = {.training = {.epochs = 30, .batch_size = 8, .dropout = 0.5, .patience = 10},
                    .model = {.word_dimension = 100, .hidden = 100},
                    .optimizer = "rmsprop",
                    .learning_rate = 2e-3}});
}
