// SPDX-License-Identifier: MIT
// CoNLL04 with products in bfloat16: the model and settings of `conll04` on another device.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using conll04_model = hmt::hmt_model<hmt::cpu<float, hmt::bfloat16>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<conll04_model>(argc, argv,
                                             {.name = "conll04_bfloat16",
                                              .summary = "HMT on CoNLL04 with products in bfloat16 (SpERT format)",
                                              .defaults = {.training = {.epochs = 30, .batch_size = 16, .dropout = 0.5},
                                                           .optimizer = "rmsprop",
                                                           .learning_rate = 1e-3}});
}
