// SPDX-License-Identifier: MIT
// Word vectors and features of the words, side by side.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/core/unrolled.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/embedding/concept.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"

namespace hmt {

/// An embedding: x = [w, f_1, f_2, ...] at each word, w from the table `Words`, one f from each of `Features`. Rows of
/// the table are trained lazily and may start from given vectors; features have dense tensors, which stand in front of
/// those of the tasks. Alone, a table is as good as joined with nothing.
template <WordTable Words, class... Features>
struct joined {
  /// The width of the word vectors: that of a file of vectors.
  static constexpr std::size_t dimension = Words::dimension;
  /// The width of it all: that of an encoder's input.
  static constexpr std::size_t width = (Words::dimension + ... + Features::width);
  static constexpr word_inputs reads = (word_inputs{} | ... | Features::reads);
  static constexpr std::array<std::string_view, sizeof...(Features)> feature_names{Features::name...};
  static std::string description() {
    return "joined<" + Words::description() + (std::string() + ... + (", " + Features::description())) + ">";
  }

  /// As `Words` does; see `WordTable`.
  template <class T>
  static void initialise(matrix_view<T> table, vocabulary const& words, word_vectors const* vectors,
                         std::uint64_t seed) {
    Words::initialise(table, words, vectors, seed);
  }

  /// The layers of the features, in their order.
  template <class D>
  requires(WordFeature<Features, D>&&...) class feature_layers {
   public:
    using value_type = typename D::value_type;
    struct tape {
      std::tuple<typename Features::template layer<D>::tape...> features;
    };

    explicit feature_layers([[maybe_unused]] parameter_list& list)
        : layers_{typename Features::template layer<D>(list.in_group({std::string(Features::name)}))...} {
    }  // braces: from left to right

    /// Sets `output` (rows of the batch, all that is not word vectors). Throws `shape_error` (`batch-features`) where
    /// the batch lacks what the features read.
    void forward([[maybe_unused]] pass_context<D> const& context, packed_batch const& batch,
                 [[maybe_unused]] tape& saved, [[maybe_unused]] matrix_view<value_type> output) const {
      if constexpr (reads.letters) require_all(batch.letters.words(), batch, "letters");
      if constexpr (reads.shapes) require_all(batch.shapes.size(), batch, "shapes");
      for_each_block([&](auto k, [[maybe_unused]] std::size_t column, [[maybe_unused]] std::size_t columns) {
        std::get<k>(layers_).forward(context, batch, std::get<k>(saved.features), output.column_block(column, columns));
      });
    }

    /// Adds the gradients of the features' tensors, after `forward` of the same batch.
    void backward([[maybe_unused]] pass_context<D> const& context, [[maybe_unused]] packed_batch const& batch,
                  [[maybe_unused]] tape& saved, [[maybe_unused]] matrix_view<value_type const> output_gradient) const {
      for_each_block([&](auto k, [[maybe_unused]] std::size_t column, [[maybe_unused]] std::size_t columns) {
        std::get<k>(layers_).backward(context, batch, std::get<k>(saved.features),
                                      output_gradient.column_block(column, columns));
      });
    }

   private:
    /// Calls f(number, first column, columns) for every feature.
    template <class F>
    static void for_each_block([[maybe_unused]] F const& f) {
      [[maybe_unused]] constexpr std::array<std::size_t, sizeof...(Features)> widths{Features::width...};
      [[maybe_unused]] std::size_t column = 0;
      detail::for_each_index<sizeof...(Features)>([&](auto k) {
        f(k, column, widths[k]);
        column += widths[k];
      });
    }

    static void require_all(std::size_t found, packed_batch const& batch, std::string const& what) {
      if (found != batch.words.size())
        throw shape_error("batch-features", "the model reads the " + what + " of words, expected those of all " +
                                                std::to_string(batch.words.size()) + " words of the batch, found " +
                                                std::to_string(found) + "; encode every sentence with this model");
    }

    std::tuple<typename Features::template layer<D>...> layers_;
  };
};

namespace detail {

/// An embedding as `joined`: itself, or a table with no features.
template <class Embedding>
struct as_joined {
  using type = joined<Embedding>;
};
template <class Words, class... Features>
struct as_joined<joined<Words, Features...>> {
  using type = joined<Words, Features...>;
};
template <class Embedding>
using as_joined_t = typename as_joined<Embedding>::type;

}  // namespace detail
}  // namespace hmt
