// SPDX-License-Identifier: MIT
// The concept of a task of the hierarchy: what labels sentences or judges spans above an encoder of its own.
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
#include "hmt/encoder/model_options.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/hierarchy/connectivity.hpp"
#include "hmt/hierarchy/task_encoder.hpp"
#include "hmt/input/concept.hpp"
#include "hmt/tagging/concept.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

namespace detail {

/// Stands for the function that `configure` takes in the check below. A type, for nvcc takes no lambda there.
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
/// - `T::tag_scheme`: its `LabelScheme`, which also says what it is called and what it fills;
/// - `T::gold`: the `Input` that it learns from, whose state is the scheme;
/// - `T::connectivity`: a `Connectivity`; `T::encoder` with the member `encoder_policy`: an `Encoder`;
/// - a value that holds the numbers which its type leaves open, default constructible; `configure(of)` lets its
///   policies read them: `of(part)` is the `policy_source` of a part; `configuration()` spells the parts, by name, with
///   all numbers: model files compare them;
/// - `T::network<D>(list, task, scheme, input)`: its layers, derived from `task_encoder<D, T>`, which runs the encoder.
///   Adds its tensors to a `parameter_list`, their names beginning with its `prefix()`. `network::workspace`, derived
///   from the encoder's: default constructible, keeps its memory. For each of the following `context` is a
///   `pass_context<D>`, `gold` is packed, and empty at extraction, and `encoded` (rows, e) is the encoder's output;
/// - `forward_decoder(context, gold, encoded, space)`: from there to scores;
/// - `loss_and_gradient(context, gold, loss, space)`: adds its share of the objective to `loss[0]`, and turns scores
///   into their gradient. Throws `shape_error` (`batch-labels`) where the batch lacks gold annotation;
/// - `backward_decoder(context, gold, encoded, space)`: adds the gradient of `encoded` to `space.encoded_gradient`;
/// - `decode_predictions(context, order, encoded, space, results)`: adds what the scores say to `results`, or changes
///   what tasks below have put there; the s-th longest sentence is number `order[s]`.
///
/// Evaluation of what a task could find at best calls `oracle(scheme, sentence, extraction&)`, found by argument-
/// dependent lookup; tag schemes have one.
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
