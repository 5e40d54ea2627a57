// SPDX-License-Identifier: MIT
// CoNLL04 (Roth & Yih 2004): a small corpus annotated by hand, entities with types.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using conll04_model = hmt::hmt_model<hmt::cpu<float>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<conll04_model>(
      argc, argv,
      {.name = "conll04",
       .summary = "HMT on CoNLL04: news sentences annotated by hand (SpERT format)",
       .defaults = {.training = {.epochs = 30, .batch_size = 16, .dropout = 0.5},
                    .optimizer = "rmsprop",
                    .learning_rate = 1e-3}});
}
