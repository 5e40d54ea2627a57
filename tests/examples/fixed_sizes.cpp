// SPDX-License-Identifier: MIT
// A program whose model fixes its sizes: prints a model file's F1 of triples, exact spans, on a corpus.
#include <hmt/extract/scorer.hpp>
#include <hmt/hmt.hpp>

#include <exception>

#include <fmt/core.h>

int main(int argc, char** argv) {
  using model_type = hmt::hmt_model<hmt::cpu<float>, 100, 12>;
  if (argc != 3) return 2;
  try {
    auto const model = hmt::load_model<model_type>(argv[1]);
    auto const data = hmt::read_corpus(argv[2]);
    fmt::print("{}\n", hmt::scorer<model_type>(model, data)(model).triples.exact_span.f1());
    return 0;
  } catch (std::exception const& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
}
