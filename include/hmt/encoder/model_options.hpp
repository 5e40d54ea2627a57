// SPDX-License-Identifier: MIT
// The numbers of a model that its type leaves open.
#pragma once

#include <cstddef>

namespace hmt {

/// A number that may be left out. Unlike `std::optional` it is initialised in any case, which spares users GCC's
/// -Wmaybe-uninitialized.
template <class T>
class optional_number {
 public:
  using value_type = T;

  constexpr optional_number() = default;
  constexpr optional_number(T value) : value_(value), given_(true) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] constexpr bool has_value() const { return given_; }
  [[nodiscard]] constexpr T value_or(T otherwise) const { return given_ ? value_ : otherwise; }

 private:
  T value_ = {};
  bool given_ = false;
};

/// What a model's policies take where their types leave a number open: `bilstm<>` its width, for example, `bilstm<300>`
/// none. The defaults are the paper's (section 4.1); numbers that a model's type fixes are not read. A policy of one's
/// own may read any of them.
struct model_options {
  /// Of word vectors; none: that of the vectors that a model begins with, without any 300.
  optional_number<std::size_t> word_dimension = {};
  std::size_t hidden = 300;  ///< the width of each direction of an encoder
  /// The width of decoders; none: `hidden`, and twice that for `lstm_decoder` (Zheng et al. 2017).
  optional_number<std::size_t> decoder_hidden = {};
  optional_number<std::size_t> tag_vector = {};  ///< the width of tag vectors; none: `hidden`
  std::size_t letter_vector = 25;                ///< the width of letters' vectors
  std::size_t letter_hidden = 50;                ///< the width of each direction of the BiLSTM over letters
  std::size_t shape_vector = 10;                 ///< the width of the vectors of words' shapes
  /// The width of each direction of a pair task's encoder; none: a third of `hidden`.
  optional_number<std::size_t> pair_hidden = {};
  std::size_t pair_vector = 64;  ///< the width of the vectors of spans as heads and as tails

  // Of objectives; none: what the objective's type has as default.
  optional_number<double> tag_weight = {};   ///< of words whose gold tag is not O
  optional_number<double> task_weight = {};  ///< of a task in the sum
  optional_number<double> smoothing = {};    ///< the share of the probability that all tags share
  optional_number<double> exponent = {};     ///< of the generalised cross-entropy
};

}  // namespace hmt
