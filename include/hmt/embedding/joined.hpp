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
#include <utility>

#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/core/unrolled.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/embedding/concept.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"

namespace hmt {

/// An embedding: x = [w, f_1, f_2, ...] at each word, w from the table `Words`, one f from each of `Features`. Rows of
/// the table are trained lazily and may start from given vectors; features have dense tensors, which stand in front of
/// those of the tasks. Alone, a table is as good as joined with nothing.
template <WordTable Words, class... Features>
struct joined {
  Words words = {};
  std::tuple<Features...> features = {};

  /// Of the policies that it is made of each reads what it leaves open.
  void configure(policy_source const& from) {
    if constexpr (sizeof...(Features) == 0) {
      detail::configure(words, from);
    } else {
      detail::configure(words, from.argument(0));
      detail::for_each_index<sizeof...(Features)>(
          [&](auto k) { detail::configure(std::get<k>(features), from.argument(k + 1)); });
    }
  }
  /// The width of the word vectors: that of a file of vectors.
  [[nodiscard]] constexpr std::size_t dimension() const { return words.dimension(); }
  /// The width of it all: that of an encoder's input.
  [[nodiscard]] constexpr std::size_t width() const {
    return std::apply([&](Features const&... each) { return (words.dimension() + ... + each.width()); }, features);
  }
  static constexpr word_inputs reads = (word_inputs{} | ... | Features::reads);
  static constexpr std::array<std::string_view, sizeof...(Features)> feature_names{Features::name...};
  [[nodiscard]] std::string description() const {
    if constexpr (sizeof...(Features) == 0) return words.description();
    return std::apply(
        [&](Features const&... each) {
          return "joined<" + words.description() + (std::string() + ... + (", " + each.description())) + ">";
        },
        features);
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

    feature_layers(parameter_list& list, joined const& policy)
        : feature_layers(list, policy, std::index_sequence_for<Features...>()) {}

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
    template <std::size_t... K>
    feature_layers([[maybe_unused]] parameter_list& list, [[maybe_unused]] joined const& policy,
                   std::index_sequence<K...>)
        : widths_{std::get<K>(policy.features).width()...},
          layers_{typename Features::template layer<D>(list.in_group({std::string(Features::name)}),
                                                       std::get<K>(policy.features))...} {}  // from left to right

    /// Calls f(number, first column, columns) for every feature.
    template <class F>
    void for_each_block([[maybe_unused]] F const& f) const {
      [[maybe_unused]] std::size_t column = 0;
      detail::for_each_index<sizeof...(Features)>([&](auto k) {
        f(k, column, widths_[k]);
        column += widths_[k];
      });
    }

    static void require_all(std::size_t found, packed_batch const& batch, std::string const& what) {
      if (found != batch.words.size())
        throw shape_error("batch-features", "the model reads the " + what + " of words, expected those of all " +
                                                std::to_string(batch.words.size()) + " words of the batch, found " +
                                                std::to_string(found) + "; encode every sentence with this model");
    }

    std::array<std::size_t, sizeof...(Features)> widths_;
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
