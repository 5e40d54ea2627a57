// SPDX-License-Identifier: MIT
// Decoders: policies whose layer maps an encoder's output to a tag vector for each word.
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

/// Requirements of a decoder policy `P` on device `D`, in the order of the checks:
/// - `policy.tag_width(encoded)`: the width of its tag vectors for an encoder output of this width;
/// - `policy.description()`: its spelling in a model's configuration; both may be static;
/// - `P::layer<D>(list, prefix, policy, encoded)`: adds its tensors, named `<prefix>.decoder....` and
/// `<prefix>.tag_vector....`;
/// - `layer::tape`: what the backward pass needs from the forward pass; default constructible, movable, keeps its
///   memory;
/// - `forward(context, encoded, tape, tag_vectors)`, where `context` is a `pass_context<D>`;
/// - `backward(context, encoded, tape, tag_gradient, encoded_gradient)`: adds to `context.gradients` and to
///   `encoded_gradient`; `tag_gradient` may be overwritten.
/// A policy is a value that holds what its type leaves open (`policy_source`), default constructible.
/// Passes do not allocate once the tape has grown. A layer is immutable: several threads may use it, each with its own
/// device and tape.
template <class P, class D>
concept Decoder = MemoryDevice<D> &&
    requires(P const policy, typename P::template layer<D> const layer, typename P::template layer<D>::tape tape,
             pass_context<D> const& context, matrix_view<typename D::value_type> view,
             matrix_view<typename D::value_type const> constant) {
  requires std::default_initializable<P>;
  { policy.tag_width(std::size_t{}) } -> std::same_as<std::size_t>;
  { policy.description() } -> std::convertible_to<std::string>;
  typename P::template layer<D>;
  requires std::constructible_from<typename P::template layer<D>, parameter_list&, std::string const&, P const&,
                                   std::size_t>;
  requires std::default_initializable<typename P::template layer<D>::tape>;
  layer.forward(context, constant, tape, view);
  layer.backward(context, constant, tape, view, view);
};

}  // namespace hmt
