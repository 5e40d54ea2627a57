// SPDX-License-Identifier: MIT
// The embedding layer (section 3.1): one trained vector for each word of the vocabulary.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hmt/core/error.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/input/words.hpp"

namespace hmt {

/// Word vectors of width Dimension, by default `model_options::word_dimension`, fine-tuned during training. The cost of
/// a step depends on the words of its batch, not on the vocabulary.
template <std::size_t Dimension = std::dynamic_extent>
struct word_embedding {
  open_size<Dimension> size = {};

  void configure(policy_source const& from) {
    from.read(0, size, "word_dimension",
              [](model_options const& options) { return options.word_dimension.value_or(300); });
  }
  [[nodiscard]] constexpr std::size_t dimension() const { return size; }
  [[nodiscard]] constexpr std::size_t width() const { return size; }
  static constexpr std::string_view name = "embedding";
  using reads = input::words;
  [[nodiscard]] std::string description() const { return "word_embedding<" + spelled(size) + ">"; }

  /// See `WordTable`, `SparseFeature`. Tensor: `embedding.weight` (vocabulary, dimension).
  template <RowDevice D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      typename D::template buffer<row_index> numbers;  // [row of the batch]
      typename D::template buffer<row_index> slots;    // [row of the batch]
    };

    layer(parameter_list& list, word_embedding const& policy, vocabulary const& words)
        : table_(list.add_sparse(std::string(name) + ".weight", words.size(), policy.size)) {}

    void forward(pass_context<D> const& context, packed_words const& words, tape& saved,
                 matrix_view<value_type> output) const {
      upload_numbers(context.device, words.numbers, saved.numbers);
      context.device.gather(table_.matrix(context.parameters), saved.numbers.view(), output);
    }

    void backward(pass_context<D> const& context, packed_words const& words, tape& saved,
                  matrix_view<value_type const> output_gradient) const {
      upload_numbers(context.device, words.slots, saved.slots);
      auto const rows = context.reset_rows(table_, words.distinct);
      context.device.scatter_add(output_gradient, saved.slots.view(), rows);
    }

    [[nodiscard]] std::span<row_index const> rows_read(packed_words const& words) const { return words.distinct; }

    /// Words with a given vector get it; the others are drawn uniformly with the root mean square of the given vectors
    /// (0.3 if none are given). Throws `config_error` (`vector-dimension`) for vectors of another width than the
    /// table's. Allocates nothing.
    void initialise(std::span<value_type> values, vocabulary const& words, word_vectors const* vectors,
                    random_engine& random) const {
      auto const table = table_.matrix(values);
      if (vectors != nullptr && vectors->dimension != table.columns)
        throw config_error("vector-dimension", "the model's word vectors have " + std::to_string(table.columns) +
                                                   " dimensions, those given have " +
                                                   std::to_string(vectors->dimension));
      double const bound = std::sqrt(3.0) * (vectors == nullptr ? 0.3 : root_mean_square(vectors->values));
      for (std::size_t r = 0; r < table.rows; ++r) {
        auto const given = vectors == nullptr ? std::nullopt : vectors->find(words.words()[r]);
        for (std::size_t c = 0; c < table.columns; ++c) {
          double const drawn = (2 * random.uniform() - 1) * bound;
          table(r, c) = given ? static_cast<value_type>(vectors->values[*given * table.columns + c])
                              : static_cast<value_type>(drawn);
        }
      }
    }

   private:
    sparse_slot table_;
  };

 private:
  static double root_mean_square(std::span<float const> values) {
    double sum = 0;
    for (double const value : values) sum += value * value;
    return values.empty() ? 0.3 : std::sqrt(sum / static_cast<double>(values.size()));
  }
};

}  // namespace hmt
