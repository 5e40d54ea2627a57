// SPDX-License-Identifier: MIT
// WebNLG (Gardent et al. 2017) past the paper: layered tags, for most of its sentences have triples that share words,
// and the letters of each word beside its vector.
#include <hmt/device/cpu.hpp>
#include <hmt/embedding/character_bilstm.hpp>
#include <hmt/embedding/joined.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using webnlg_model =
    hmt::hierarchy<hmt::cpu<float>, hmt::joined<hmt::word_embedding<300>, hmt::character_bilstm<25, 50>>,
                   hmt::boundary_task<>,
                   hmt::relation_task<300, hmt::peephole::diagonal, hmt::relation_layers<hmt::bio>>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<webnlg_model>(
      argc, argv,
      {.name = "webnlg_layered",
       .summary = "HMT with layered tags and letters of words on WebNLG (CasRel form)",
       .defaults = {
           .training =
               {.epochs = 35, .batch_size = 16, .dropout = 0.5, .schedule = hmt::rate_decay::linear, .average = 0.999},
           .optimizer = "adam",
           .learning_rate = 1e-3}});
}
