// SPDX-License-Identifier: MIT
// One training step and one extraction of a small model, each in a separate function, whose instructions
// check_instructions.py counts. Usage: counted CORPUS
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "hmt/core/parallel.hpp"
#include "hmt/corpus/read_corpus.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/extract/extractor.hpp"
#include "hmt/extract/read_document.hpp"
#include "hmt/models.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/training_state.hpp"

namespace {

using device = hmt::cpu<float>;
using model_type = hmt::hmt_model<device, 48, 40>;  // narrow, and not a multiple of every register's width

/// The data of a training step, created before counting begins.
struct training {
  hmt::training_state<model_type> state;
  std::vector<model_type::encoded_sentence const*> chosen = {};
  model_type::batch_type batch = {};
};

}  // namespace

extern "C" {

/// All of a step: packing, dropout, both passes, clipping, RMSprop.
[[gnu::noinline]] void counted_training_step(training& work) {
  hmt::pack(work.chosen, work.batch);
  work.state.step(work.batch, {.rate = 0.5, .seed = 1, .step = work.state.steps()});
}

/// From texts to entities and triples.
[[gnu::noinline]] void counted_extraction(hmt::extractor<model_type>& extract, std::vector<std::string> const& texts) {
  std::vector<hmt::document> documents;
  for (auto const& text : texts) documents.push_back(hmt::read_document(text));
  extract.extract(documents);
}
}

int main(int argc, char** argv) try {
  if (argc != 2) return 2;
  hmt::set_threads(1);
  auto const data = hmt::read_corpus(argv[1], {.limit = 24});
  model_type model(hmt::vocabulary::build(data.sentences), data.sentences, 1);

  auto const encoded = model.encode(data.sentences);
  std::vector<std::string> texts;
  for (auto const& one : data.sentences) {
    auto& text = texts.emplace_back();
    for (auto const& word : one.words) text += word + " ";
  }
  training work{{model, hmt::rmsprop{}, {.clip_norm = 5}}};
  for (auto const& one : encoded) work.chosen.push_back(&one);
  hmt::extractor<model_type> extract(model);

  counted_training_step(work);
  counted_extraction(extract, texts);
  return 0;
} catch (std::exception const& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 1;
}
