// SPDX-License-Identifier: MIT
// The embedding layer (section 3.1): one trained vector for each word of the vocabulary.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "hmt/core/error.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/input/words.hpp"

namespace hmt {

/// Word vectors of width Dimension, fine-tuned during training.
template <std::size_t Dimension>
requires(Dimension > 0) struct word_embedding {
  using reads = input::words;
  static constexpr std::size_t dimension = Dimension;
  static std::string description() { return "word_embedding<" + std::to_string(Dimension) + ">"; }

  /// Fills `table` (vocabulary, Dimension): words with a given vector get it, the others are drawn uniformly with the
  /// root mean square of the given vectors (0.3 where none are given). `vectors` may be null; throws `config_error`
  /// (`vector-dimension`) where they are not of width Dimension. Allocates nothing.
  template <class T>
  static void initialise(matrix_view<T> table, vocabulary const& words, word_vectors const* vectors,
                         std::uint64_t seed) {
    if (vectors != nullptr && vectors->dimension != Dimension)
      throw config_error("vector-dimension", "the model's word vectors have " + std::to_string(Dimension) +
                                                 " dimensions, those given have " + std::to_string(vectors->dimension));
    random_engine random({seed, random_purpose::initial_weights});
    double const bound = std::sqrt(3.0) * (vectors == nullptr ? 0.3 : root_mean_square(vectors->values));
    for (std::size_t r = 0; r < table.rows; ++r) {
      auto const given = vectors == nullptr ? std::nullopt : vectors->find(words.words()[r]);
      for (std::size_t c = 0; c < Dimension; ++c) {
        double const drawn = (2 * random.uniform() - 1) * bound;
        table(r, c) = given ? static_cast<T>(vectors->values[*given * Dimension + c]) : static_cast<T>(drawn);
      }
    }
  }

 private:
  static double root_mean_square(std::span<float const> values) {
    double sum = 0;
    for (double const value : values) sum += value * value;
    return values.empty() ? 0.3 : std::sqrt(sum / static_cast<double>(values.size()));
  }
};

}  // namespace hmt
