// SPDX-License-Identifier: MIT
// What embeddings are made of: a table of word vectors, and features, which tell of a word what its vector does not.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/input/concept.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/input/words.hpp"

namespace hmt {

/// Requirements of a policy `W` for the table of word vectors, in the order of the checks:
/// - `W::reads`: `input::words`;
/// - `W::dimension`: the width of the vectors (a constant);
/// - `W::description()`: its spelling in a model's configuration;
/// - `W::initialise(table, words, vectors, seed)`: fills the table (vocabulary, dimension), for float and double;
///   `vectors` may be null.
template <class W>
concept WordTable = requires(matrix_view<float> table, matrix_view<double> precise, vocabulary const& words,
                             word_vectors const* vectors, std::uint64_t seed) {
  requires std::same_as<typename W::reads, input::words>;
  typename std::integral_constant<std::size_t, W::dimension>;
  { W::description() } -> std::convertible_to<std::string>;
  W::initialise(table, words, vectors, seed);
  W::initialise(precise, words, vectors, seed);
};

/// Requirements of a feature policy `F` on device `D`, in the order of the checks:
/// - `F::width`: the width of its output (a constant);
/// - `F::name`: what the names of its tensors begin with: `<name>....`; one that no other feature or task of a model
///   has;
/// - `F::reads`: its `Input`: sentences and batches of a model are made of those that its parts name;
/// - `F::description()`: its spelling in a model's configuration;
/// - `F::layer<D>(list, state)`: adds its tensors to a parameter list; `state` is that of its input in the model;
/// - `layer::tape`: what a pass forward leaves for the pass backward; default constructible, movable, keeps its memory;
/// - `forward(context, packed, tape, output)`: sets `output` (rows of the batch, width), a block of columns, from what
///   its input is in the batch; `context` is a `pass_context<D>`, whose layout says which rows are a sentence. A word's
///   output may depend on all words of its sentence, and on no other sentence;
/// - `backward(context, packed, tape, output_gradient)`: adds to `context.gradients`.
/// Passes do not allocate once the tape has grown. A layer is immutable: several threads may use it, each with its own
/// device and tape.
template <class F, class D>
concept WordFeature = Device<D> &&
    requires(parameter_list& list, typename F::template layer<D> const layer, typename F::template layer<D>::tape tape,
             pass_context<D> const& context, typename F::reads::state const& state,
             typename F::reads::packed const& packed, matrix_view<typename D::value_type> output,
             matrix_view<typename D::value_type const> output_gradient) {
  typename std::integral_constant<std::size_t, F::width>;
  { F::name } -> std::convertible_to<std::string_view>;
  requires Input<typename F::reads>;
  { F::description() } -> std::convertible_to<std::string>;
  requires std::constructible_from<typename F::template layer<D>, parameter_list&, typename F::reads::state const&>;
  requires std::default_initializable<typename F::template layer<D>::tape>;
  layer.forward(context, packed, tape, output);
  layer.backward(context, packed, tape, output_gradient);
};

}  // namespace hmt
