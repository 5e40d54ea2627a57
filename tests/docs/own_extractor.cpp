// SPDX-License-Identifier: MIT
// The extractor of docs/policies.md that learns without gradients.
#include <hmt/hmt.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

using namespace hmt;

//! [own_extractor]
/// Remembers which texts were related in training, and finds them again: how much of a test set needs no more.
class memory {
 public:
  static constexpr bool finds_entities = true;

  void fit(corpus const& training, corpus const&) {
    known_.clear();
    for (auto const& one : training.sentences)
      for (auto const& each : one.triples) ++known_[text_of(one, each.head)][text_of(one, each.tail)][each.relation];
  }

  std::vector<extraction> predict(std::span<sentence const> sentences) const {
    std::vector<extraction> all;
    for (auto const& one : sentences) {
      auto& found = all.emplace_back();
      for (auto const& [head, tails] : known_)
        for (auto const at : places_of(head, one))
          for (auto const& [tail, relations] : tails)
            for (auto const other : places_of(tail, one)) {
              for (auto const span : {at, other}) found.entities.push_back({span, "", 1});
              for (auto const& [relation, count] : relations) found.triples.push_back({at, relation, other, 1});
            }
    }
    return all;
  }

  std::vector<std::string> relations() const {
    std::map<std::string, int> all;
    for (auto const& [head, tails] : known_)
      for (auto const& [tail, found] : tails) all.insert(found.begin(), found.end());
    std::vector<std::string> names;
    for (auto const& [name, count] : all) names.push_back(name);
    return names;
  }

  void save(std::string const& path) const { write_file(path, json_value(known_).dump()); }
  static memory load(std::string const& path) {
    memory loaded;
    json_value::parse(std::ifstream(path)).get_to(loaded.known_);
    return loaded;
  }

 private:
  static std::vector<word_span> places_of(std::string const& text, sentence const& in) {
    std::vector<word_span> places;
    for (std::size_t begin = 0; begin < in.words.size(); ++begin)
      for (std::size_t end = begin + 1; end <= in.words.size() && end <= begin + 5; ++end)
        if (text_of(in, {begin, end}) == text) places.push_back({begin, end});
    return places;
  }

  std::map<std::string, std::map<std::string, std::map<std::string, int>>> known_;  // head, tail, relation
};
static_assert(RelationExtractor<memory>);
//! [own_extractor]

//! [compare_extractors]
/// Scores on a test set, whatever the extractor.
template <RelationExtractor Extractor>
double f1_of(Extractor extractor, corpus const& train, corpus const& dev, corpus const& test) {
  extractor.fit(train, dev);
  extractor.save("extractor.model");
  return evaluate(test, Extractor::load("extractor.model").predict(test.sentences)).triples.exact_span.f1();
}

int main() {
  auto const train = read_corpus("examples/data/train.jsonl"), dev = read_corpus("examples/data/dev.jsonl"),
             test = read_corpus("examples/data/test.jsonl");
  neural_extractor<hmt_model<cpu<float>, 50, 40>, adam> model(
      {.optimizer = {.learning_rate = 5e-3}, .training = {.epochs = 12, .batch_size = 8, .dropout = 0.3}});
  double const remembered = f1_of(memory(), train, dev, test), learnt = f1_of(std::move(model), train, dev, test);
  fmt::print(stderr, "remembered: {:.3f}, learnt: {:.3f}\n", remembered, learnt);
  fmt::print("the model finds more than it was shown: {}\n", learnt > remembered);
}
//! [compare_extractors]
