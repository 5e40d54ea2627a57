// SPDX-License-Identifier: MIT
// What embeddings are made of: a table of word vectors, and features, which tell of a word what its vector does not.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"

namespace hmt {

/// Requirements of a policy `W` for the table of word vectors, in the order of the checks:
/// - `policy.dimension()`: the width of the vectors;
/// - `policy.description()`: its spelling in a model's configuration; both may be static;
/// - `W::initialise(table, words, vectors, seed)`: fills the table (vocabulary, dimension), for float and double;
///   `vectors` may be null.
/// A policy is a value that holds what its type leaves open (`policy_source`), default constructible.
template <class W>
concept WordTable = std::default_initializable<W> &&
    requires(W const policy, matrix_view<float> table, matrix_view<double> precise, vocabulary const& words,
             word_vectors const* vectors, std::uint64_t seed) {
  { policy.dimension() } -> std::same_as<std::size_t>;
  { policy.description() } -> std::convertible_to<std::string>;
  W::initialise(table, words, vectors, seed);
  W::initialise(precise, words, vectors, seed);
};

/// What features may read of a batch beside its words. Encoding makes only what a model's features name.
struct word_inputs {
  bool letters = false;  ///< `packed_batch::letters`
  bool shapes = false;   ///< `packed_batch::shapes`

  constexpr word_inputs operator|(word_inputs other) const {
    return {.letters = letters || other.letters, .shapes = shapes || other.shapes};
  }
};

/// Requirements of a feature policy `F` on device `D`, in the order of the checks:
/// - `policy.width()`: the width of its output; may be static;
/// - `F::name`: what the names of its tensors begin with: `<name>....`; one that no other feature or task of a model
/// has;
/// - `F::reads`: the `word_inputs` that it needs (a constant);
/// - `policy.description()`: its spelling in a model's configuration; may be static;
/// - `F::layer<D>(list, policy)`: adds its tensors to a parameter list;
/// - `layer::tape`: what a pass forward leaves for the pass backward; default constructible, movable, keeps its memory;
/// - `forward(context, batch, tape, output)`: sets `output` (rows of the batch, width), a block of columns; `context`
/// is
///   a `pass_context<D>`;
/// - `backward(context, batch, tape, output_gradient)`: adds to `context.gradients`.
/// A policy is a value that holds what its type leaves open (`policy_source`), default constructible.
/// A word's output depends on that word alone. Passes do not allocate once the tape has grown. A layer is immutable:
/// several threads may use it, each with its own device and tape.
template <class F, class D>
concept WordFeature = MemoryDevice<D> &&
    requires(F const policy, typename F::template layer<D> const layer, typename F::template layer<D>::tape tape,
             pass_context<D> const& context, packed_batch const& batch, matrix_view<typename D::value_type> output,
             matrix_view<typename D::value_type const> output_gradient) {
  requires std::default_initializable<F>;
  { policy.width() } -> std::same_as<std::size_t>;
  { F::name } -> std::convertible_to<std::string_view>;
  typename std::bool_constant<F::reads.letters || F::reads.shapes>;
  { policy.description() } -> std::convertible_to<std::string>;
  requires std::constructible_from<typename F::template layer<D>, parameter_list&, F const&>;
  requires std::default_initializable<typename F::template layer<D>::tape>;
  layer.forward(context, batch, tape, output);
  layer.backward(context, batch, tape, output_gradient);
};

}  // namespace hmt
