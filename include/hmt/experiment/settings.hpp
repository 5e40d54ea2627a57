// SPDX-License-Identifier: MIT
// The description of an example binary, and its user's settings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hmt/corpus/read_options.hpp"
#include "hmt/encoder/model_options.hpp"
#include "hmt/experiment/selection_metric.hpp"
#include "hmt/train/training_options.hpp"

namespace hmt::experiment {

/// The settings of `train` besides files; an example binary gives its defaults.
struct train_defaults {
  training_options training = {};
  model_options model = {};                                ///< numbers that the model's type leaves open
  std::string optimizer = "rmsprop";                       ///< `rmsprop`, `adam` or `momentum_sgd`
  std::optional<double> learning_rate;                     ///< none: the optimizer's default
  std::size_t minimum_count = 2;                           ///< see `vocabulary_options`
  selection_metric selection = selection_metric::triples;  ///< the validation score that selects the model
};

/// An example binary: a data set and how to train on it.
struct description {
  std::string name;                                 ///< of the binary
  std::string summary;                              ///< one sentence for `--help`
  corpus_format format = corpus_format::automatic;  ///< of its files
  train_defaults defaults = {};
};

/// Where corpora come from and how they are read.
struct corpus_settings {
  corpus_format format = corpus_format::automatic;
  bool skip_bad_records = false;
  std::size_t limit = 0;
  bool tokenized = false;  ///< of `brat`
};

/// `train`.
struct train_settings {
  corpus_settings reading;
  train_defaults how;
  std::string train, dev, types, vectors, from, model, metrics,
      report;                   ///< paths; all but `train` and `model` may be empty
  double validation_share = 0;  ///< of the training set, if there is no `dev`
  /// Of word vectors, if set by the user; `how.model` has the program's default.
  std::optional<std::size_t> word_dimension = {};
  std::string size_option;    ///< an option by which the user set a number of the model; empty if none
  bool unseen_words = false;  ///< keep words that only the vector file has
  std::size_t threads = 0;
  bool quiet = false;
  bool verbose = false;
};

/// `split`.
struct split_settings {
  corpus_settings reading;
  std::string data;
  std::vector<std::string> outputs;
  std::vector<double> shares{0.8, 0.1, 0.1};
  std::uint64_t seed = 1;
};

/// `evaluate`, `inspect`, `convert` and `validate`.
struct data_settings {
  corpus_settings reading;
  std::string model, data, learn_from, other, types, output, errors, page, chart;
  corpus_format to = corpus_format::jsonl;  ///< of `convert`
  std::size_t examples = 120;               ///< sentences with errors in the page, at most
  std::size_t threads = 0;
  bool json = false;
  bool snap_to_entities = false;
};

/// `export`.
struct export_settings {
  std::string model, onnx;
};

/// `extract`.
struct extract_settings {
  std::string model;
  std::vector<std::string> files;  ///< none: standard input
  bool tokenized = false;
  bool keyed = false;                             ///< each line begins with its document's name and a tab
  std::string only;                               ///< `entities`, `triples` or empty for both
  std::string format = "jsonl";                   ///< one of `document_formats`
  std::string base_iri = "https://example.org/";  ///< of RDF
  std::string page;                               ///< also write a web page to this file; may be empty
  std::string brat;                               ///< also write a folder for BRAT; may be empty
  bool snap_to_entities = false;
  std::size_t threads = 0;
};

}  // namespace hmt::experiment
