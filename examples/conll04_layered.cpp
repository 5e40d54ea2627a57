// SPDX-License-Identifier: MIT
// CoNLL04 (Roth & Yih 2004) with layered tags.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using conll04_model = hmt::layered_hmt_model<hmt::cpu<float>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<conll04_model>(argc, argv,
                                     {.name = "conll04_layered",
                                      .summary = "HMT with layered tags on CoNLL04 (SpERT form)",
                                      .defaults = {.training = {.epochs = 30, .batch_size = 16, .dropout = 0.5},
                                                   .optimizer = "adam",
                                                   .learning_rate = 1e-3}});
}
