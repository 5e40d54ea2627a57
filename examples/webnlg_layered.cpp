// SPDX-License-Identifier: MIT
// WebNLG (Gardent et al. 2017) with layered tags: most of its sentences have triples that share words.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using webnlg_model = hmt::layered_untyped_hmt_model<hmt::cpu<float>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<webnlg_model>(argc, argv,
                                     {.name = "webnlg_layered",
                                      .summary = "HMT with layered tags on WebNLG (CasRel form)",
                                      .defaults = {.training = {.epochs = 30, .batch_size = 16, .dropout = 0.5},
                                                   .optimizer = "adam",
                                                   .learning_rate = 1e-3}});
}
