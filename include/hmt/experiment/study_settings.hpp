// SPDX-License-Identifier: MIT
// What a study compares, and its user's settings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hmt/core/json.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// A row of a published table, in percent, to be printed for comparison.
struct published_scores {
  double precision = 0, recall = 0, f1 = 0;
  std::string source;  ///< the table and paper
};

/// One of the models that a study compares: its type-erased type, and how to train it.
struct study_variant {
  std::string name;  ///< also of its files: letters, digits, `-`, `_` and `.`
  train_defaults how;
  std::vector<published_scores> published = {};  ///< rows to print below its own
  json_value numbers = json_value::object();     ///< of `how.model`, those that the model's type leaves open
  /// Trains with the settings; returns the reports of epochs, an array of objects.
  std::function<json_value(train_settings const&)> train;
  /// Scores a model file on a corpus: `test`, as in `evaluate --json`, and `sentences`, counts under each rule.
  std::function<json_value(std::string const& model, std::string const& data, corpus_settings const&)> test;
};

/// The settings of a study besides its variants.
struct study_settings {
  corpus_settings reading;
  std::string train, dev, test, types, vectors, folder;  ///< paths; `test`, `types` and `vectors` may be empty
  std::vector<std::string> variants;                     ///< none: all
  std::size_t seeds = 3;                                 ///< seeds 1 to this number
  std::size_t epochs = 0;                                ///< 0: each variant's own
  std::size_t parallel = 0;                              ///< runs at a time; 0: one per core
  std::string rule = "exact_span";
  bool unseen_words = false;
  bool report_only = false;
};

/// One variant with one seed.
struct study_run {
  study_variant const* variant = nullptr;
  std::uint64_t seed = 0;

  [[nodiscard]] std::string name() const { return variant->name + "-" + std::to_string(seed); }
};

}  // namespace hmt::experiment
