// SPDX-License-Identifier: MIT
// What a study compares, and what its user can set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hmt/core/json.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// A row of a published table, in per cent, to be printed beside one's own.
struct published_scores {
  double precision = 0, recall = 0, f1 = 0;
  std::string source;  ///< which table of which paper
};

/// One of the models that a study compares: its type, behind functions, and how to train it.
struct study_variant {
  std::string name;  ///< also of its files: letters, digits, `-`, `_` and `.`
  train_defaults how;
  std::vector<published_scores> published = {};  ///< rows to print below its own
  json_value numbers = json_value::object();     ///< of `how.model`, those that the model's type leaves open
  /// Trains by the settings; gives what is known of each epoch, an array of objects.
  std::function<json_value(train_settings const&)> train;
  /// Scores a model file on a corpus: `test`, as `evaluate --json` has it, and `sentences`, counts under each rule.
  std::function<json_value(std::string const& model, std::string const& data, corpus_settings const&)> test;
};

/// The settings of a study beside its variants.
struct study_settings {
  corpus_settings reading;
  std::string train, dev, test, types, vectors, folder;  ///< paths; `test`, `types` and `vectors` may be empty
  std::vector<std::string> variants;                     ///< none: all
  std::size_t seeds = 3;                                 ///< 1 to so many
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
