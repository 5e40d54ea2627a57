// SPDX-License-Identifier: MIT
// CoNLL04 (Roth & Yih 2004) beyond the paper: layered tags and character features.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>

#include "past_the_paper.hpp"

using conll04_model = hmt::hierarchy<hmt::cpu<float>, words_and_letters, hmt::entity_task<>, layered_relations>;

int main(int argc, char** argv) {
  return hmt::experiment::run<conll04_model>(
      argc, argv,
      {.name = "conll04_layered",
       .summary = "HMT with layered tags and character features on CoNLL04 (SpERT format)",
       .defaults = steady_training(40, 0.99, 0.05, hmt::experiment::selection_metric::both)});
}
