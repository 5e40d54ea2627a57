// SPDX-License-Identifier: MIT
// Options of a training run besides its optimizer.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/train/schedule.hpp"

namespace hmt {

/// Options of a `trainer`; the defaults are the paper's where it states them.
struct training_options {
  std::size_t epochs = 30;      ///< at most; at least 1
  std::size_t batch_size = 32;  ///< sentences per step; at least 1
  double dropout = 0.5;         ///< in [0, 1)
  /// Limit of the norm of a step's gradient of the objective per word, including the embedding; 0: none. The default
  /// does not affect usual steps (norms of 1 to 3 at first, then less) and damps rare spikes.
  double clip_norm = 5;
  std::uint64_t seed = 1;    ///< for the order of batches, dropout and word dropout
  std::size_t patience = 0;  ///< stop after this many epochs in a row without a higher validation score; 0: never
  schedule_shape schedule =
      schedule_shape::constant;  ///< of the learning rate after the warm-up, to the end of `epochs`
  double warmup = 0;             ///< share of all steps in which the learning rate rises to its full value, in [0, 1)
  double average = 0;            ///< decay of the parameters' moving average (see `moving_average`), in [0, 1); 0: none
  double word_dropout = 0;       ///< share of the words that are read as unknown (see `drop_words`), in [0, 1)

  /// Throws `config_error` (`training-options`) for a value out of range.
  void check() const {
    auto const require = [](bool fits, char const* expected, auto found) {
      if (!fits)
        throw config_error("training-options", fmt::format("training: expected {}, found {}", expected, found));
    };
    require(epochs >= 1, "at least 1 epoch", epochs);
    require(batch_size >= 1, "a batch size of at least 1 sentence", batch_size);
    require(dropout >= 0 && dropout < 1, "dropout of at least 0 and below 1", dropout);
    require(clip_norm >= 0 && std::isfinite(clip_norm), "a finite clip norm of at least 0 (0: no clipping)", clip_norm);
    require(warmup >= 0 && warmup < 1, "a warm-up of at least 0 and below 1 (a share of all steps)", warmup);
    require(average >= 0 && average < 1, "a decay of the average of at least 0 and below 1 (0: no average)", average);
    require(word_dropout >= 0 && word_dropout < 1, "word dropout of at least 0 and below 1", word_dropout);
  }
};

}  // namespace hmt
