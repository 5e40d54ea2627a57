// SPDX-License-Identifier: MIT
// The program in README.md.
//! [use_the_library]
#include <hmt/hmt.hpp>

#include <fmt/format.h>

using namespace hmt;
using my_model = hmt_model<cpu<float>, 50, 40>;  // word vectors of width 50, layers of width 40 (paper: 300, 300)

int main() {
  auto const train = read_corpus("examples/data/train.jsonl"), test = read_corpus("examples/data/test.jsonl");

  my_model model(vocabulary::build(train.sentences), train.sentences, 1);
  trainer(adam{.learning_rate = 5e-3}, {.epochs = 12, .batch_size = 8, .dropout = 0.3})
      .run(model, model.encode(train.sentences), no_validation{}, progress{}, keep_best{"my_model.safetensors"});

  auto const trained = load_model<my_model>("my_model.safetensors");
  fmt::print(stderr, "{}", table(scorer<my_model>(trained, test)(trained)));
  for (auto const& each : extractor(trained)("Ana Ruiz was born in Malaga.").triples)
    fmt::print("({}, {}, {})\n", each.head.text, each.relation, each.tail.text);
}
//! [use_the_library]
