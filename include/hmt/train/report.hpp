// SPDX-License-Identifier: MIT
// The trainer's reports to its callbacks and its caller.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmt {

/// Scores on validation data, in [0, 1]. `selection_score`, if set, otherwise `f1`, selects the best model; `others`
/// are only reported, in this order.
struct validation_scores {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  std::vector<std::pair<std::string, double>> others;
  std::optional<double> selection_score = {};
};

/// Reported once, before the first epoch.
struct start_report {
  std::size_t epochs = 0;     ///< at most
  std::size_t sentences = 0;  ///< per epoch
  std::size_t words = 0;      ///< per epoch
  std::size_t steps = 0;      ///< per epoch
  std::span<std::string_view const> tasks;
};

/// Reported after each mini-batch. Counts are of the current epoch and begin with 1.
struct batch_report {
  std::size_t epoch = 0;
  std::size_t epochs = 0;
  std::size_t step = 0;
  std::size_t steps = 0;
  std::size_t words = 0;        ///< trained on so far
  std::size_t epoch_words = 0;  ///< in the whole epoch
  double seconds = 0;           ///< so far
  double loss = 0;              ///< objective of all tasks per word, as last fetched from the device
};

/// Reported after each epoch and its validation.
struct epoch_report {
  std::size_t epoch = 0;  ///< from 1
  std::size_t epochs = 0;
  std::size_t words = 0;
  double seconds = 0;                                       ///< of training, without validation
  double validation_seconds = 0;                            ///< 0 if there is none
  double words_per_second = 0;                              ///< of training
  double learning_rate = 0;                                 ///< of the epoch's last step
  double loss = 0;                                          ///< objective of all tasks per word
  std::vector<std::pair<std::string, double>> task_losses;  ///< the same, task by task
  std::optional<validation_scores> validation;
  bool best = true;  ///< whether no earlier epoch has a higher selection score; true without validation
};

/// What `trainer::run` returns.
struct training_report {
  std::vector<epoch_report> epochs;
  std::size_t best_epoch = 0;  ///< the last of those with the highest score; without validation the last epoch
  bool stopped_early = false;  ///< patience ran out
  double seconds = 0;          ///< of everything, including callbacks
};

}  // namespace hmt
