// SPDX-License-Identifier: MIT
// The parts of embeddings: features of words, including word vectors from a table.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/input/concept.hpp"
#include "hmt/input/word_vectors.hpp"

namespace hmt {

/// Requirements of a feature policy `F` on device `D`, in the order of the checks:
/// - `policy.width()`: the width of its output; may be static;
/// - `F::name`: the group of its tensors, and the prefix of their names: `<name>....`; distinct from all other features
///   and tasks of a model;
/// - `F::reads`: its `Input`: sentences and batches of a model consist of those that its parts name;
/// - `policy.description()`: its spelling in a model's configuration; may be static;
/// - `F::layer<D>(list, policy, state)`: adds its tensors to a parameter list; `state` is that of its input in the
///   model;
/// - `layer::tape`: what the backward pass needs from the forward pass; default constructible, movable, keeps its
///   memory;
/// - `forward(context, packed, tape, output)`: sets `output` (rows of the batch, width), a block of columns, from its
///   packed input; `context` is a `pass_context<D>`, whose layout gives the rows of each sentence. A word's output may
///   depend on all words of its sentence, but on no other sentence;
/// - `backward(context, packed, tape, output_gradient)`: adds to the gradients of `context`. Not called while the group
///   is frozen.
/// A policy is a value that holds what its type leaves open (`policy_source`), default constructible. Passes do not
/// allocate once the tape has grown. A layer is immutable: several threads may use it, each with its own device and
/// tape.
template <class F, class D>
concept WordFeature = MemoryDevice<D> &&
    requires(F const policy, typename F::template layer<D> const layer, typename F::template layer<D>::tape tape,
             pass_context<D> const& context, typename F::reads::state const& state,
             typename F::reads::packed const& packed, matrix_view<typename D::value_type> output,
             matrix_view<typename D::value_type const> output_gradient) {
  requires std::default_initializable<F>;
  { policy.width() } -> std::same_as<std::size_t>;
  { F::name } -> std::convertible_to<std::string_view>;
  requires Input<typename F::reads>;
  { policy.description() } -> std::convertible_to<std::string>;
  requires std::constructible_from<typename F::template layer<D>, parameter_list&, F const&,
                                   typename F::reads::state const&>;
  requires std::default_initializable<typename F::template layer<D>::tape>;
  layer.forward(context, packed, tape, output);
  layer.backward(context, packed, tape, output_gradient);
};

/// A feature with one table with a row-sparse gradient (`parameter_list::add_sparse`):
/// - `layer.rows_read(packed)`: the rows that a pass over the batch reads, distinct; `backward` resets their gradients.
template <class F, class D>
concept SparseFeature = WordFeature<F, D> &&
    requires(typename F::template layer<D> const layer, typename F::reads::packed const& packed) {
  { layer.rows_read(packed) } -> std::convertible_to<std::span<row_index const>>;
};

/// A feature whose tensors are initialised from given word vectors:
/// - `policy.dimension()`: the width of such vectors; may be static;
/// - `layer.initialise(values, state, vectors, random)`: sets the initial values of its tensors, in the buffer of all
///   values on the host; `vectors` may be null, `random` is not shared.
template <class F, class D>
concept WordTable = WordFeature<F, D> &&
    requires(F const policy, typename F::template layer<D> const layer, std::span<typename D::value_type> values,
             typename F::reads::state const& state, word_vectors const* vectors, random_engine& random) {
  { policy.dimension() } -> std::same_as<std::size_t>;
  layer.initialise(values, state, vectors, random);
};

}  // namespace hmt
