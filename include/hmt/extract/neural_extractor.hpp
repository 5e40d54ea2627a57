// SPDX-License-Identifier: MIT
// A model and how to train it, as a `RelationExtractor`.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/encoder/model_options.hpp"
#include "hmt/extract/corpus_predictor.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/extract/scorer.hpp"
#include "hmt/hierarchy/hierarchy.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/train/best_parameters.hpp"
#include "hmt/train/concept.hpp"
#include "hmt/train/report.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "hmt/train/training_options.hpp"

namespace hmt {

/// How `neural_extractor` constructs and trains its model.
template <Optimizer O = rmsprop>
struct neural_settings {
  O optimizer = {};
  training_options training = {};
  vocabulary_options words = {};
  model_options sizes = {};               ///< the numbers that the model's type leaves open
  word_vectors const* vectors = nullptr;  ///< initial word vectors; null: random. Must outlive `fit`
};

/// A `RelationExtractor` made of a `hierarchy`: `fit` trains a new model with optimizer `O`. With a validation corpus
/// it keeps the epoch with the highest F1 (triples, exact spans), otherwise the last.
template <class Model, Optimizer O = rmsprop>
class neural_extractor {
 public:
  static constexpr bool finds_entities = hmt::finds_entities<Model>;

  explicit neural_extractor(neural_settings<O> settings = {}) : settings_(std::move(settings)) {}
  /// An extractor that is already fitted.
  explicit neural_extractor(Model model, neural_settings<O> settings = {})
      : settings_(std::move(settings)), model_(std::move(model)) {}

  /// Trains, with callbacks as in `trainer::run`. Throws what that throws.
  template <class... Callbacks>
  training_report fit(corpus const& training, corpus const& validation, Callbacks&&... callbacks) {
    trainer const train(settings_.optimizer, settings_.training);
    model_.emplace(make_model<Model>(vocabulary::build(training.sentences, settings_.vectors, settings_.words),
                                     training.sentences, settings_.training.seed, settings_.vectors, settings_.sizes));
    auto const encoded = model_->encode(training.sentences);
    if (validation.sentences.empty()) return train.run(*model_, encoded, no_validation(), callbacks...);
    scorer<Model> score(*model_, validation);
    auto const validate = [&](Model const& current) { return validation_scores_of(score(current)); };
    best_parameters<Model> best;
    auto report = train.run(*model_, encoded, validate, best, callbacks...);
    best.restore(*model_);
    return report;
  }

  /// See `hierarchy::predict`. This and the following throw `config_error` (`not-fitted`) before `fit`.
  [[nodiscard]] std::vector<extraction> predict(std::span<sentence const> sentences,
                                                prediction_options options = {}) const {
    typename Model::workspace space;
    return predict_all(model(), model().encode_inputs(sentences), space, options);
  }
  [[nodiscard]] std::vector<std::string> relations() const { return known_relations(model()); }

  void save(std::string const& path) const { model().save(path); }
  /// Reads a model file, as `load_model` does.
  [[nodiscard]] static neural_extractor load(std::string const& path) {
    return neural_extractor(load_model<Model>(path));
  }

  [[nodiscard]] Model const& model() const {
    if (!model_)
      throw config_error("not-fitted", "expected an extractor that was fitted or loaded, found a new one; call fit");
    return *model_;
  }

 private:
  neural_settings<O> settings_;
  std::optional<Model> model_;
};

}  // namespace hmt
