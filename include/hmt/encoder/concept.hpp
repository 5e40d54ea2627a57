// SPDX-License-Identifier: MIT
// Encoders: policies whose layer maps the rows of a packed batch to contextual vectors.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>

#include "hmt/device/concept.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/policy_source.hpp"

namespace hmt {

/// Arguments of layers on device `D`.
template <class D>
using input_views = std::span<matrix_view<typename D::value_type const> const>;
template <class D>
using gradient_views = std::span<matrix_view<typename D::value_type> const>;

/// Requirements of an encoder policy `E` on device `D`, in the order of the checks:
/// - `policy.output_width(input)`: the width of its output for an input of this width (all inputs concatenated);
/// - `policy.description()`: its spelling in a model's configuration; both may be static;
/// - `E::layer<D>(list, prefix, policy, input)`: adds its tensors, named `<prefix>.encoder....`, to a parameter list;
/// - `layer::tape`: what the backward pass needs from the forward pass; default constructible, movable, keeps its
///   memory;
/// - `forward(context, inputs, tape, output)`: `context` is a `pass_context<D>`; `inputs` are views (rows, width_k),
///   concatenated;
/// - `backward(context, inputs, tape, output, output_gradient, input_gradients)`: adds to `context.gradients` and to
///   those of `input_gradients` that are not empty; `output` is the result of `forward`.
/// A policy is a value that holds what its type leaves open (`policy_source`), default constructible.
/// Passes do not allocate once the tape has grown. A layer is immutable: several threads may use it, each with its own
/// device and tape.
template <class E, class D>
concept Encoder = MemoryDevice<D> &&
    requires(E const policy, typename E::template layer<D> const layer, typename E::template layer<D>::tape tape,
             pass_context<D> const& context, input_views<D> inputs, matrix_view<typename D::value_type> output,
             matrix_view<typename D::value_type const> constant, gradient_views<D> input_gradients) {
  requires std::default_initializable<E>;
  { policy.output_width(std::size_t{}) } -> std::same_as<std::size_t>;
  { policy.description() } -> std::convertible_to<std::string>;
  typename E::template layer<D>;
  requires std::constructible_from<typename E::template layer<D>, parameter_list&, std::string const&, E const&,
                                   std::size_t>;
  requires std::default_initializable<typename E::template layer<D>::tape>;
  layer.forward(context, inputs, tape, output);
  layer.backward(context, inputs, tape, constant, constant, input_gradients);
};

}  // namespace hmt
