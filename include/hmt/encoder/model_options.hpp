// SPDX-License-Identifier: MIT
// The numbers of a model that its type leaves open.
#pragma once

#include <cstddef>

namespace hmt {

/// An optional number. Unlike in `std::optional` the value is always initialised, which avoids GCC's
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

/// The numbers that a model's type leaves open: `bilstm<>`, for example, reads its width here, `bilstm<300>` does not.
/// The defaults are the paper's (section 4.1); numbers that a model's type fixes are not read. Custom policies may read
/// any of them.
struct model_options {
  /// The width of word vectors; none: that of the given vectors, or 300 without any.
  optional_number<std::size_t> word_dimension = {};
  std::size_t hidden = 300;  ///< the width of each direction of an encoder
  /// The width of decoders; none: `hidden`, and twice that for `lstm_decoder` (Zheng et al. 2017).
  optional_number<std::size_t> decoder_hidden = {};
  optional_number<std::size_t> tag_vector = {};  ///< the width of tag vectors; none: `hidden`
  std::size_t letter_vector = 25;                ///< the width of character vectors
  std::size_t letter_hidden = 50;                ///< the width of each direction of the BiLSTM over characters
  std::size_t shape_vector = 10;                 ///< the width of word shape vectors
  /// The width of each direction of a pair task's encoder; none: a third of `hidden`.
  optional_number<std::size_t> pair_hidden = {};
  std::size_t pair_vector = 64;  ///< the width of the vectors of spans as heads and as tails

  // Of objectives; none: the default of the objective's type.
  optional_number<double> tag_weight = {};   ///< of words whose gold tag is not O
  optional_number<double> task_weight = {};  ///< of a task in the sum
  optional_number<double> smoothing = {};    ///< the share of the target probability spread over all tags
  optional_number<double> exponent = {};     ///< of the generalised cross-entropy
};

}  // namespace hmt
