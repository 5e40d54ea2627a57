// SPDX-License-Identifier: MIT
// The interface of models to the commands, whatever the model's type: commands are compiled once for all programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/encoder/model_options.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/extract/document.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/onnx/graph.hpp"
#include "hmt/tagging/concept.hpp"
#include "hmt/train/report.hpp"

namespace hmt::experiment {

class any_model;

/// Labels of a task.
struct task_labels {
  std::string_view task;
  std::vector<std::string> names;
};

/// Receives the events of a training, like the callbacks of a `trainer`. An exception ends the training.
class training_listener {
 public:
  virtual ~training_listener() = default;
  virtual void on_start(any_model const& model, start_report const& report) = 0;
  virtual void on_batch(any_model const& model, batch_report const& report) = 0;
  virtual void on_epoch(any_model const& model, epoch_report const& report) = 0;
  virtual void on_end(any_model const& model, training_report const& report) = 0;
};

/// Validation: a corpus, which must outlive the training, and a function from extractions to scores. Without a corpus
/// there is no validation.
struct validation_set {
  corpus const* data = nullptr;
  std::function<validation_scores(std::span<extraction const>)> judge = {};
};

/// An `extractor` of a model that outlives it.
class any_extractor {
 public:
  virtual ~any_extractor() = default;
  /// As `extractor::extract`.
  virtual void extract(std::span<document> documents) = 0;
};

/// A model of some type. Its functions behave and throw like those of its type.
class any_model {
 public:
  virtual ~any_model() = default;
  /// The size of the vocabulary (0 if it has none), labels of each task, and relations with labels.
  [[nodiscard]] virtual std::size_t vocabulary_size() const = 0;
  [[nodiscard]] virtual std::vector<task_labels> labels() const = 0;
  [[nodiscard]] virtual std::vector<std::string> relations() const = 0;
  /// The labels that each task would have for these training sentences.
  [[nodiscard]] virtual std::vector<task_labels> labels_for(std::span<sentence const> sentences) const = 0;

  /// Trains it, as `trainer::run` does.
  virtual training_report train(train_defaults const& how, std::span<sentence const> sentences,
                                validation_set const& validation, training_listener& listener) = 0;
  /// The extraction from each sentence of a corpus.
  [[nodiscard]] virtual std::vector<extraction> predict(corpus const& data, prediction_options options = {}) const = 0;
  [[nodiscard]] virtual std::unique_ptr<any_extractor> make_extractor(prediction_options options) const = 0;

  /// Sets a text in the model file.
  virtual void set_metadata(std::string const& name, std::string text) = 0;
  virtual void save(std::string const& path) const = 0;
  [[nodiscard]] virtual onnx_graph to_onnx() const = 0;
};

/// A type-erased model type; created by `model_type_of`.
struct model_type {
  bool finds_entities;         ///< of known type or not
  std::size_t word_dimension;  ///< of its word vectors; 0: left to the options, or none
  /// The target of its device here: that of `cpu`, else the device's name. Throws as the device's `target`.
  std::string_view (*target)();
  /// The numbers that it leaves open, from these options. Throws `config_error` (`model-options`) for one out of range.
  open_numbers (*numbers)(model_options const& options);
  /// A new model for a training set, as from the constructor of its type; `vectors` may be null. `words` are dropped if
  /// it does not look words up.
  std::unique_ptr<any_model> (*make)(vocabulary words, std::span<sentence const> training, std::uint64_t seed,
                                     word_vectors const* vectors, model_options const& options);
  /// The model in a file, as from `load_model`.
  std::unique_ptr<any_model> (*load)(std::string const& path);
  /// The extractions of a perfect model of this type, constructed for `training`: spans and triples decoded from gold
  /// labels.
  std::vector<extraction> (*oracle)(corpus const& data, corpus const& training);
};

/// A program's type of models on one of the devices that it was built with.
struct device_model {
  char const* device;   ///< its name for `--device`
  bool (*supported)();  ///< whether this machine has it
  model_type const* type;
};

}  // namespace hmt::experiment
