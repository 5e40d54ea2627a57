// SPDX-License-Identifier: MIT
// The capabilities of a model, and its predictions on a corpus.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/core/static_for.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// The relations for which a model has labels.
template <class Model>
std::vector<std::string> known_relations(Model const& model) {
  std::vector<std::string> relations;
  detail::static_for<Model::task_count>([&](auto k) {
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
  detail::static_for<Model::task_count>([&](auto k) {
    finds = finds ||
            std::remove_cvref_t<decltype(std::declval<Model>().template scheme<k>())>::output != tag_output::triples;
  });
  return finds;
}();

/// Predicts on the same corpus repeatedly, as in validation: its sentences are encoded once.
template <class Model>
class corpus_predictor {
 public:
  corpus_predictor(Model const& model, corpus const& data) : encoded_(model.encode_inputs(data.sentences)) {}

  /// The model's extraction from each sentence.
  std::vector<extraction> operator()(Model const& model, prediction_options wanted = {}) {
    return predict_all(model, encoded_, space_, wanted);
  }

 private:
  std::vector<typename Model::encoded_sentence> encoded_;
  typename Model::workspace space_;
};

}  // namespace hmt
