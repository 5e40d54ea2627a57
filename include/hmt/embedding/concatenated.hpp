// SPDX-License-Identifier: MIT
// Concatenated features of words.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "hmt/core/error.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/static_for.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/parameter_store.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/embedding/concept.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/input/input_list.hpp"
#include "hmt/input/word_vectors.hpp"

namespace hmt {

namespace detail {
/// The features that are initialised from given word vectors.
template <class F>
concept HasDimension = requires(F const& feature) {
  feature.dimension();
};
}  // namespace detail

/// An embedding: x = [f_1, f_2, ...] at each word, one f from each of `Features`, usually word vectors and what they
/// lack. A single feature can also be used as it is.
template <class... Features>
struct concatenated {
  static_assert(sizeof...(Features) > 0, "an embedding has features");
  std::tuple<Features...> features = {};

  /// Each of its policies reads the numbers that it leaves open.
  void configure(policy_source const& from) {
    detail::static_for<sizeof...(Features)>(
        [&](auto k) { detail::configure(std::get<k>(features), sizeof...(Features) == 1 ? from : from.argument(k)); });
  }
  /// The total width: that of an encoder's input.
  [[nodiscard]] constexpr std::size_t width() const {
    return std::apply([](Features const&... each) { return (each.width() + ...); }, features);
  }
  /// The width of the word vectors that it takes from a file; 0 while unknown, or without a table of words.
  [[nodiscard]] constexpr std::size_t dimension() const {
    auto const of = [](auto const& feature) -> std::size_t {
      if constexpr (detail::HasDimension<std::remove_cvref_t<decltype(feature)>>)
        return feature.dimension();
      else
        return 0;
    };
    return std::apply([&](Features const&... each) { return (of(each) + ...); }, features);
  }
  /// Whether it has a table of words.
  static constexpr bool takes_vectors = (detail::HasDimension<Features> || ...);
  /// The inputs that it reads.
  using inputs = distinct_inputs<typename Features::reads...>;
  static constexpr std::array<std::string_view, sizeof...(Features)> feature_names{Features::name...};
  [[nodiscard]] std::string description() const {
    if constexpr (sizeof...(Features) == 1) return std::get<0>(features).description();
    std::string list;
    detail::static_for<sizeof...(Features)>(
        [&](auto k) { list += (list.empty() ? "" : ", ") + std::get<k>(features).description(); });
    return "joined<" + list + ">";
  }

  /// The layers of the features, in their order.
  template <class D>
  requires(WordFeature<Features, D>&&...) class layers {
    template <std::size_t K>
    using feature = std::tuple_element_t<K, std::tuple<Features...>>;

   public:
    using value_type = typename D::value_type;
    struct tape {
      std::tuple<typename Features::template layer<D>::tape...> features;
    };

    /// Adds the tensors of each feature, in a group with its name. `states`: of the inputs.
    layers(parameter_list& list, concatenated const& policy, input_states<inputs> const& states)
        : layers(list, policy, states, std::index_sequence_for<Features...>()) {}

    /// Sets `output` (rows of the batch, width). `batch`: a `packed_batch` with the inputs.
    template <class Batch>
    void forward(pass_context<D> const& context, Batch const& batch, tape& saved,
                 matrix_view<value_type> output) const {
      std::size_t column = 0;
      detail::static_for<sizeof...(Features)>([&](auto k) {
        std::get<k>(layers_).forward(context, batch.template get<typename feature<k>::reads>(),
                                     std::get<k>(saved.features), output.column_block(column, widths_[k]));
        column += widths_[k];
      });
    }

    /// Adds the gradients of the tensors whose groups are not frozen in `store`, after `forward` of the same batch.
    template <class Batch>
    void backward(pass_context<D> const& context, parameter_store<D> const& store, Batch const& batch, tape& saved,
                  matrix_view<value_type const> output_gradient) const {
      std::size_t column = 0;
      detail::static_for<sizeof...(Features)>([&](auto k) {
        if (store.group(feature<k>::name).trainable)
          std::get<k>(layers_).backward(context, batch.template get<typename feature<k>::reads>(),
                                        std::get<k>(saved.features), output_gradient.column_block(column, widths_[k]));
        column += widths_[k];
      });
    }

    /// For each table with a sparse gradient, in order, the rows that a pass over the batch reads.
    template <class Batch>
    [[nodiscard]] auto rows_read(Batch const& batch) const {
      std::array<std::span<row_index const>, (std::size_t{SparseFeature<Features, D>} + ...)> rows;
      std::size_t table = 0;
      detail::static_for<sizeof...(Features)>([&](auto k) {
        if constexpr (SparseFeature<feature<k>, D>)
          rows[table++] = std::get<k>(layers_).rows_read(batch.template get<typename feature<k>::reads>());
      });
      return rows;
    }

    /// Whether the tensors of this group get their initial values from `initialise`.
    [[nodiscard]] static bool initialises(std::string_view group) {
      return ((WordTable<Features, D> && group == Features::name) || ...);
    }
    /// Lets each such feature set them in the buffer of all values, with the engine `random(group)`. `vectors` may be
    /// null; throws `config_error` (`vector-dimension`) for vectors that no feature uses.
    template <class Random>
    void initialise(std::span<value_type> values, input_states<inputs> const& states, word_vectors const* vectors,
                    Random const& random) const {
      if (!takes_vectors && vectors != nullptr)
        throw config_error("vector-dimension",
                           "expected no word vectors for a model without a table of words, found vectors of " +
                               std::to_string(vectors->dimension) + " dimensions");
      detail::static_for<sizeof...(Features)>([&](auto k) {
        if constexpr (WordTable<feature<k>, D>) {
          random_engine own = random(feature<k>::name);
          std::get<k>(layers_).initialise(values, states.template of<typename feature<k>::reads>(), vectors, own);
        }
      });
    }

   private:
    template <std::size_t... K>
    layers(parameter_list& list, concatenated const& policy, input_states<inputs> const& states,
           std::index_sequence<K...>)
        : widths_{std::get<K>(policy.features).width()...},
          layers_{typename Features::template layer<D>(list.in_group({std::string(Features::name)}),
                                                       std::get<K>(policy.features),
                                                       states.template of<typename Features::reads>())...} {
    }  // braces: from left to right

    std::array<std::size_t, sizeof...(Features)> widths_;
    std::tuple<typename Features::template layer<D>...> layers_;
  };
};

namespace detail {

/// An embedding as `concatenated`: itself, or a single feature wrapped.
template <class Embedding>
struct as_concatenated {
  using type = concatenated<Embedding>;
};
template <class... Features>
struct as_concatenated<concatenated<Features...>> {
  using type = concatenated<Features...>;
};
template <class Embedding>
using as_concatenated_t = typename as_concatenated<Embedding>::type;

}  // namespace detail
}  // namespace hmt
