// SPDX-License-Identifier: MIT
// WebNLG (Gardent et al. 2017) beyond the paper: layered tags, since most of its sentences have triples that share
// words, and character features.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>

#include "past_the_paper.hpp"

using webnlg_model = hmt::hierarchy<hmt::cpu<float>, words_and_letters, hmt::boundary_task<>, layered_relations>;

int main(int argc, char** argv) {
  return hmt::experiment::run<webnlg_model>(
      argc, argv,
      {.name = "webnlg_layered",
       .summary = "HMT with layered tags and character features on WebNLG (CasRel format)",
       .defaults = steady_training(60, 0.999, 0.1)});
}
