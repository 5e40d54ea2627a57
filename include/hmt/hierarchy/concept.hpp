// SPDX-License-Identifier: MIT
// The concept of a task of the hierarchy: an encoder, and layers above it that label words, judge spans, or the like.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/concept.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/hierarchy/connectivity.hpp"
#include "hmt/hierarchy/task_encoder.hpp"
#include "hmt/input/concept.hpp"
#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

namespace detail {

/// The function that `configure` takes, for the check below. A type, since nvcc accepts no lambda there.
struct any_policy_source {
  policy_source operator()(std::string_view) const;
};

template <class N, class T, class D>
concept TaskNetwork = std::derived_from<N, task_encoder<D, T>> &&
    std::derived_from<typename N::workspace, typename task_encoder<D, T>::workspace> &&
    requires(N const network, parameter_list& list, T const& policy, typename T::tag_scheme scheme,
             pass_context<D> const& context, typename T::gold::packed const& gold,
             matrix_view<typename D::value_type const> encoded, typename N::workspace& space, std::span<double> loss,
             std::span<row_index const> order, std::span<extraction> results) {
  requires std::default_initializable<typename N::workspace>;
  N(list, policy, std::move(scheme), std::size_t{});
  network.forward_decoder(context, gold, encoded, space);
  network.loss_and_gradient(context, gold, loss, space);
  network.backward_decoder(context, gold, encoded, space);
  network.decode_predictions(context, order, encoded, space, results);
};

}  // namespace detail

/// Requirements of a task `T` on device `D`, in the order of the checks:
/// - `T::tag_scheme`: its `LabelScheme`, with the task's name and the kind of its output;
/// - `T::gold`: the `Input` that it learns from, whose state is the scheme;
/// - `T::connectivity`: a `Connectivity`; `T::encoder`, with the member `encoder_policy`: an `Encoder`;
/// - default constructible, a value with the numbers that its type leaves open: `configure(of)` lets its policies read
///   them, with `of(part)` the `policy_source` of a part; `configuration()` spells the parts by name, with all numbers,
///   for comparison with model files;
/// - `T::network<D>(list, task, scheme, input)`: its layers, derived from `task_encoder<D, T>`, which runs the encoder.
///   Adds its tensors to a `parameter_list`, with names that begin with `prefix()`. `network::workspace`, derived from
///   that of the encoder: default constructible, keeps its memory. In the following, `context` is a `pass_context<D>`,
///   `gold` is packed (empty in extraction), and `encoded` (rows, e) is the encoder's output;
/// - `forward_decoder(context, gold, encoded, space)`: computes the scores;
/// - `loss_and_gradient(context, gold, loss, space)`: adds its term of the objective to `loss[0]` and turns the scores
///   into their gradient. Throws `shape_error` (`batch-labels`) if the batch lacks gold annotation;
/// - `backward_decoder(context, gold, encoded, space)`: adds the gradient of `encoded` to `space.encoded_gradient`;
/// - `decode_predictions(context, order, encoded, space, results)`: adds to `results`, or changes what tasks below have
///   added; the s-th longest sentence is number `order[s]`.
///
/// The upper bound of a task (`inspect`) also needs `oracle(scheme, sentence, extraction&)`, found by
/// argument-dependent lookup; tag schemes have one.
template <class T, class D>
concept Task = LabelScheme<typename T::tag_scheme> && std::movable<typename T::tag_scheme> && Input<typename T::gold> &&
    std::same_as<typename T::gold::state, typename T::tag_scheme> && Connectivity<typename T::connectivity> &&
    std::default_initializable<T> && requires(T task, T const constant) {
  requires std::same_as < std::remove_cvref_t<decltype(constant.encoder_policy)>,
  typename T::encoder > ;
  task.configure(detail::any_policy_source());
  { constant.configuration() } -> std::same_as<std::vector<std::pair<std::string, std::string>>>;
  requires detail::TaskNetwork<typename T::template network<D>, T, D>;
};

}  // namespace hmt
