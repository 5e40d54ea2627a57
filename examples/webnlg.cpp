// SPDX-License-Identifier: MIT
// WebNLG (Gardent et al. 2017): 200 relations, many triples per sentence, entities without types.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using webnlg_model = hmt::untyped_hmt_model<hmt::cpu<float>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<webnlg_model>(argc, argv,
                                            {.name = "webnlg",
                                             .summary = "HMT on WebNLG: sentences written from triples (CasRel format)",
                                             .defaults = {.training = {.epochs = 30, .batch_size = 16, .dropout = 0.5},
                                                          .optimizer = "rmsprop",
                                                          .learning_rate = 1e-3}});
}
