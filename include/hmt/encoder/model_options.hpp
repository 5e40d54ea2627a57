// SPDX-License-Identifier: MIT
// The numbers of a model that its type leaves open.
#pragma once

#include <cstddef>
#include <optional>

namespace hmt {

/// What a model's policies take where their types leave a number open: `bilstm<>` its width, for example, `bilstm<300>`
/// none. The defaults are the paper's (section 4.1); numbers that a model's type fixes are not read. A policy of one's
/// own may read any of them.
struct model_options {
  /// Of word vectors; none: that of the vectors that a model begins with, without any 300.
  std::optional<std::size_t> word_dimension = {};
  std::size_t hidden = 300;  ///< the width of each direction of an encoder
  /// The width of decoders; none: `hidden`, and twice that for `lstm_decoder` (Zheng et al. 2017).
  std::optional<std::size_t> decoder_hidden = {};
  std::optional<std::size_t> tag_vector = {};  ///< the width of tag vectors; none: `hidden`
  std::size_t letter_vector = 25;              ///< the width of letters' vectors
  std::size_t letter_hidden = 50;              ///< the width of each direction of the BiLSTM over letters
  std::size_t shape_vector = 10;               ///< the width of the vectors of words' shapes
  /// The width of each direction of a pair task's encoder; none: a third of `hidden`.
  std::optional<std::size_t> pair_hidden = {};
  std::size_t pair_vector = 64;  ///< the width of the vectors of spans as heads and as tails

  // Of objectives; none: what the objective's type has as default.
  std::optional<double> tag_weight = {};   ///< of words whose gold tag is not O
  std::optional<double> task_weight = {};  ///< of a task in the sum
  std::optional<double> smoothing = {};    ///< the share of the probability that all tags share
  std::optional<double> exponent = {};     ///< of the generalised cross-entropy
};

}  // namespace hmt
