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
#include "hmt/input/input_list.hpp"
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
  /// What it reads of sentences.
  using inputs = distinct_inputs<typename Words::reads, typename Features::reads...>;
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

    /// `states`: of the inputs.
    feature_layers([[maybe_unused]] parameter_list& list, [[maybe_unused]] input_states<inputs> const& states)
        : layers_{typename Features::template layer<D>(list, states.template of<typename Features::reads>())...} {
    }  // braces: from left to right

    /// Sets `output` (rows of the batch, all that is not word vectors). `batch`: a `packed_batch` with the inputs.
    template <class Batch>
    void forward([[maybe_unused]] pass_context<D> const& context, [[maybe_unused]] Batch const& batch,
                 [[maybe_unused]] tape& saved, [[maybe_unused]] matrix_view<value_type> output) const {
      for_each_block([&](auto k, [[maybe_unused]] std::size_t column, [[maybe_unused]] std::size_t columns) {
        using reads = typename std::tuple_element_t<k, std::tuple<Features...>>::reads;
        std::get<k>(layers_).forward(context, batch.template get<reads>(), std::get<k>(saved.features),
                                     output.column_block(column, columns));
      });
    }

    /// Adds the gradients of the features' tensors, after `forward` of the same batch.
    template <class Batch>
    void backward([[maybe_unused]] pass_context<D> const& context, [[maybe_unused]] Batch const& batch,
                  [[maybe_unused]] tape& saved, [[maybe_unused]] matrix_view<value_type const> output_gradient) const {
      for_each_block([&](auto k, [[maybe_unused]] std::size_t column, [[maybe_unused]] std::size_t columns) {
        using reads = typename std::tuple_element_t<k, std::tuple<Features...>>::reads;
        std::get<k>(layers_).backward(context, batch.template get<reads>(), std::get<k>(saved.features),
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
