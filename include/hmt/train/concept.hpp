// SPDX-License-Identifier: MIT
// What training asks of an optimizer, a model, a validation and a callback.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/hierarchy/dropout.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/train/report.hpp"

namespace hmt {

namespace detail {

/// Whether the function objects of a step and of idle steps take so many states.
template <class T, class Step, class Idle, class States>
inline constexpr bool takes_states = false;
template <class T, class Step, class Idle, std::size_t... S>
inline constexpr bool takes_states<T, Step, Idle, std::index_sequence<S...>> =
    std::invocable<Step const&, T&, T const&, decltype((void)S, std::declval<T&>())...>&&
        std::invocable<Idle const&, T const&, T&, decltype((void)S, std::declval<T&>())...>;

template <class T, class O>
concept UpdateRuleFor = requires(O const optimizer, std::uint32_t count) {
  { optimizer.template replayed_idle_steps<T>() } -> std::same_as<std::uint32_t>;
  { optimizer.template idle_steps_to_rest<T>() } -> std::same_as<std::uint32_t>;
  optimizer.template step<T>(count);
  optimizer.template idle<T>();
  requires takes_states<T, decltype(optimizer.template step<T>(count)), decltype(optimizer.template idle<T>()),
                        std::make_index_sequence<O::states>>;
};

}  // namespace detail

/// Requirements of an update rule `O`, which holds settings and no state: what an `optimizer_state` runs. Optimizers
/// are update rules, and so is what `scheduled` and `averaged` make of them. Steps are counted from 1; an 'idle' step
/// of a row of the embedding is one in which the row has no gradient, as if its gradient were zero.
/// - `O::name`: as in command lines and model files;
/// - `O::states`: how many numbers it keeps for each parameter, all zero at first (a constant);
/// - `O::idle_moves_parameters`: whether an idle step changes the parameter, not only the states. If so, rows catch up
///   before they are read; if not, at their next gradient (a constant);
/// - `check()`: throws `config_error` for hyper-parameters that make no sense;
/// - `step<T>(number)`: a function object f(parameter&, gradient, state&...) for step `number`;
/// - `replayed_idle_steps<T>()`: so many idle steps after a row's last gradient are taken one by one, by `step<T>` with
///   a gradient of zero; 0 where `idle` is exact from the first;
/// - `idle_steps_to_rest<T>()`: after so many idle steps further ones no longer move the parameter, to the rounding of
///   T; 0 where no idle step does. So many are replayed where `idle` would not do, as under a schedule;
/// - `idle<T>()`: a function object f(value, parameter&, state&...) that takes all idle steps after those at once, with
///   `value` = `idle_value(how many)`.
///
/// The function objects are copied to the device: trivially copyable, named types, generic over T and SIMD batches of
/// T, elementwise, without branches on values. Must leave a parameter whose states are all zero unmoved in idle steps.
template <class O>
concept UpdateRule = requires(O const optimizer, std::uint32_t steps) {
  { O::name } -> std::convertible_to<std::string_view>;
  typename std::integral_constant<std::size_t, O::states>;
  typename std::bool_constant<O::idle_moves_parameters>;
  optimizer.check();
  { optimizer.idle_value(steps) } -> std::same_as<double>;
  requires detail::UpdateRuleFor<float, O> && detail::UpdateRuleFor<double, O>;
};

/// Requirements of an optimizer `O`: an `UpdateRule` that is an aggregate of hyper-parameters, among them
/// `O::learning_rate`, a double by which the movement of a step scales; schedules change it.
template <class O>
concept Optimizer = UpdateRule<O> && requires(O optimizer, double rate) {
  optimizer.learning_rate = rate;
};

/// Requirements of a model `M` that can be trained:
/// - `M::encoded_sentence`, `M::batch_type`: the sentences that it takes, and a `packed_batch` of them;
/// - `M::device_type` (a `Device`), `M::value_type` (its element type), `device()`;
/// - `parameters()`, `gradients()`: all dense parameters in one buffer of device memory, and their gradients likewise;
/// - `embedding()`: (vocabulary, dimension), contiguous device memory;
/// - `embedding_gradient()`: (distinct words of the last batch, dimension), row k that of
///   `batch.get<input::words>().distinct[k]`;
/// - `compute_gradients(batch, dropout)`: sets the gradients to those of the objective summed over the batch's
///   words, and adds the objective to the losses;
/// - `take_losses()`: a range on the host, for each task its summed objective since the last call, which it resets;
/// - `task_names()`: in the order of the losses;
/// - `save(path)`: writes the model file whole or not at all.
template <class M>
concept TrainableModel = requires(M model, M const constant, typename M::batch_type const& batch,
                                  dropout_setting dropout, std::string const& path) {
  requires Device<typename M::device_type>;
  requires std::same_as<typename M::value_type, typename M::device_type::value_type>;
  { model.device() } -> std::same_as<typename M::device_type&>;
  { model.parameters() } -> std::convertible_to<std::span<typename M::value_type>>;
  { model.gradients() } -> std::convertible_to<std::span<typename M::value_type>>;
  { model.embedding() } -> std::convertible_to<matrix_view<typename M::value_type>>;
  { model.embedding_gradient() } -> std::convertible_to<matrix_view<typename M::value_type const>>;
  model.compute_gradients(batch, dropout);
  { model.take_losses()[0] } -> std::convertible_to<double>;
  { model.take_losses().size() } -> std::convertible_to<std::size_t>;
  { constant.task_names() } -> std::convertible_to<std::span<std::string_view const>>;
  constant.save(path);
};

/// Instead of a validation: there is no validation data.
struct no_validation {};

/// Requirements of a validation `V` of models `M`: `no_validation`, or callable with the model, giving its scores, or
/// nothing, which is as if there were no validation. It is called after each epoch and may use the model, but must not
/// change its parameters.
template <class V, class M>
concept Validation = std::same_as<V, no_validation> || std::is_invocable_r_v<std::optional<validation_scores>, V&, M&>;

/// A callback may be called before the first epoch,
template <class C, class M>
concept HearsStart = requires(C callback, M const& model, start_report const& report) {
  callback.on_start(model, report);
};
/// after each mini-batch,
template <class C, class M>
concept HearsBatch = requires(C callback, M const& model, batch_report const& report) {
  callback.on_batch(model, report);
};
/// after each epoch and its validation,
template <class C, class M>
concept HearsEpoch = requires(C callback, M const& model, epoch_report const& report) {
  callback.on_epoch(model, report);
};
/// and at the end.
template <class C, class M>
concept HearsEnd = requires(C callback, M const& model, training_report const& report) {
  callback.on_end(model, report);
};

/// Requirements of a callback `C` of models `M`: at least one of `on_start(model, start_report)`,
/// `on_batch(model, batch_report)`, `on_epoch(model, epoch_report)` and `on_end(model, training_report)`, the model by
/// reference to const. What it throws ends the training and reaches the caller of `run`.
template <class C, class M>
concept Callback = HearsStart<C, M> || HearsBatch<C, M> || HearsEpoch<C, M> || HearsEnd<C, M>;

}  // namespace hmt
