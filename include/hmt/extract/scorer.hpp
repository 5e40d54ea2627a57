// SPDX-License-Identifier: MIT
// A model's scores on a corpus.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/extract/corpus_predictor.hpp"
#include "hmt/train/report.hpp"

namespace hmt {

/// What chooses the best model by default: the scores of triples, exact spans.
[[nodiscard]] inline validation_scores validation_scores_of(evaluation const& found) {
  auto const& triples = found.triples.exact_span;
  return {triples.precision(), triples.recall(), triples.f1(), {}};
}

/// Scores the same corpus repeatedly: its sentences are encoded once.
template <class Model>
class scorer {
 public:
  /// `data` must outlive the scorer.
  scorer(Model const& model, corpus const& data)
      : data_(&data), relations_(known_relations(model)), predict_(model, data) {}

  evaluation operator()(Model const& model) {
    return evaluate(*data_, predict_(model), std::span<std::string const>(relations_));
  }

 private:
  corpus const* data_;
  std::vector<std::string> relations_;
  corpus_predictor<Model> predict_;
};

}  // namespace hmt
