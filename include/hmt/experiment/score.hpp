// SPDX-License-Identifier: MIT
// A model's scores on a corpus.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/hierarchy/passes.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt::experiment {

/// The relations for which a model has labels. Allocates.
template <class Model>
std::vector<std::string> known_relations(Model const& model) {
  std::vector<std::string> relations;
  hmt::detail::for_each_index<Model::task_count>([&](auto k) {
    auto const& scheme = model.template scheme<k>();
    if constexpr (std::remove_cvref_t<decltype(scheme)>::output == tag_output::triples)
      for (auto const& relation : scheme.relations())
        if (std::ranges::find(relations, relation) == relations.end()) relations.push_back(relation);
  });
  return relations;
}

/// Whether a model finds entities, of known type or not.
template <class Model>
constexpr bool finds_entities = [] {
  bool finds = false;
  hmt::detail::for_each_index<Model::task_count>([&](auto k) {
    finds = finds ||
            std::remove_cvref_t<decltype(std::declval<Model>().template scheme<k>())>::output != tag_output::triples;
  });
  return finds;
}();

/// Scores one corpus again and again, as validation does: its sentences are turned into numbers once.
template <class Model>
class scorer {
 public:
  /// `data` must outlive the scorer.
  scorer(Model const& model, corpus const& data)
      : data_(&data), relations_(known_relations(model)), encoded_(model.encode_inputs(data.sentences)) {}

  evaluation operator()(Model const& model) { return evaluate(predict(model)); }

  /// What the model finds in each sentence.
  std::vector<extraction> predict(Model const& model, wanted_outputs wanted = {}) {
    return predict_all(model, encoded_, space_, wanted);
  }

  /// The scores of what was found.
  [[nodiscard]] evaluation evaluate(std::span<extraction const> found) const {
    return hmt::evaluate(*data_, found, std::span<std::string const>(relations_));
  }

 private:
  corpus const* data_;
  std::vector<std::string> relations_;
  std::vector<typename Model::encoded_sentence> encoded_;
  typename Model::workspace space_;
};

}  // namespace hmt::experiment
