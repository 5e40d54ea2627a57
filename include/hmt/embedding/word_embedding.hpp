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
#include "hmt/encoder/policy_source.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"

namespace hmt {

/// Word vectors of width Dimension, or without it `model_options::word_dimension`, fine-tuned during training.
template <std::size_t Dimension = std::dynamic_extent>
struct word_embedding {
  open_size<Dimension> size = {};

  void configure(policy_source const& from) {
    from.read(0, size, "word_dimension",
              [](model_options const& options) { return options.word_dimension.value_or(300); });
  }
  [[nodiscard]] constexpr std::size_t dimension() const { return size; }
  [[nodiscard]] std::string description() const { return "word_embedding<" + spelled(size) + ">"; }

  /// Fills `table` (vocabulary, dimension): words with a given vector get it, the others are drawn uniformly with the
  /// root mean square of the given vectors (0.3 where none are given). `vectors` may be null; throws `config_error`
  /// (`vector-dimension`) where they are not of the table's width. Allocates nothing.
  template <class T>
  static void initialise(matrix_view<T> table, vocabulary const& words, word_vectors const* vectors,
                         std::uint64_t seed) {
    if (vectors != nullptr && vectors->dimension != table.columns)
      throw config_error("vector-dimension", "the model's word vectors have " + std::to_string(table.columns) +
                                                 " dimensions, those given have " + std::to_string(vectors->dimension));
    random_engine random({seed, random_purpose::initial_weights});
    double const bound = std::sqrt(3.0) * (vectors == nullptr ? 0.3 : root_mean_square(vectors->values));
    for (std::size_t r = 0; r < table.rows; ++r) {
      auto const given = vectors == nullptr ? std::nullopt : vectors->find(words.words()[r]);
      for (std::size_t c = 0; c < table.columns; ++c) {
        double const drawn = (2 * random.uniform() - 1) * bound;
        table(r, c) = given ? static_cast<T>(vectors->values[*given * table.columns + c]) : static_cast<T>(drawn);
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
