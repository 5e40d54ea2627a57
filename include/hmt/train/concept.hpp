// SPDX-License-Identifier: MIT
// The requirements of training on an optimizer, a model, a validation and a callback.
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
#include "hmt/device/dropout.hpp"
#include "hmt/device/parameter_gradients.hpp"
#include "hmt/device/parameter_store.hpp"
#include "hmt/train/report.hpp"

namespace hmt {

namespace detail {

/// Whether a function object accepts arguments of these types, followed by this many states.
template <class F, class T, class States, class... First>
inline constexpr bool takes_states = false;
template <class F, class T, std::size_t... S, class... First>
inline constexpr bool takes_states<F, T, std::index_sequence<S...>, First...> =
    std::invocable<F const&, First..., decltype((void)S, std::declval<T&>())...>;

template <class T, class O>
concept StepsFor = requires(O const optimizer, std::uint32_t number) {
  optimizer.template step<T>(number);
  requires takes_states<decltype(optimizer.template step<T>(number)), T, std::make_index_sequence<O::states>, T&,
                        T const&>;
};

template <class T, class O>
concept IdleStepsFor = requires(O const optimizer) {
  { optimizer.template replayed_zero_gradient_steps<T>() } -> std::same_as<std::uint32_t>;
  { optimizer.template zero_gradient_horizon<T>() } -> std::same_as<std::uint32_t>;
  optimizer.template zero_gradient<T>();
  requires takes_states<decltype(optimizer.template zero_gradient<T>()), T, std::make_index_sequence<O::states>,
                        T const&, T&>;
};

}  // namespace detail

/// Requirements of an optimizer `O`, an aggregate of hyper-parameters without any state of a training. Steps are
/// counted from 1.
/// - `O::name`: as in command lines and model files;
/// - `O::states`: the number of its states per parameter, all initially zero (a constant);
/// - `O::learning_rate`: a double by which the movement of a step scales; schedules and parameter groups change it;
/// - `check()`: throws `config_error` for invalid hyper-parameters;
/// - `step<T>(number)`: a function object f(parameter&, gradient, state&...) for step `number`.
/// The function object is copied to the device: a trivially copyable, named type, generic over T and SIMD batches of T,
/// elementwise, without branches on values. With a gradient of zero it must not move a parameter whose states are all
/// zero. A table's row without gradient is not stepped; the steps that it misses are replayed with a gradient of zero
/// before it is read again, so the result is that of dense steps.
template <class O>
concept Optimizer = requires(O optimizer, O const constant, double rate) {
  { O::name } -> std::convertible_to<std::string_view>;
  typename std::integral_constant<std::size_t, O::states>;
  optimizer.learning_rate = rate;
  constant.check();
  requires detail::StepsFor<float, O> && detail::StepsFor<double, O>;
};

/// An optimizer that need not replay all missed steps of a row. A 'zero-gradient' step of a row is one in which its
/// gradient is zero.
/// - `O::zero_gradient_moves_parameters`: whether a zero-gradient step changes the parameter, not only the states. If
///   so, rows catch up before they are read; if not, at their next gradient (a constant);
/// - `replayed_zero_gradient_steps<T>()`: this many zero-gradient steps after a row's last gradient are replayed one by
///   one; 0 if `zero_gradient` is exact from the first;
/// - `zero_gradient_horizon<T>()`: after this many zero-gradient steps further ones no longer move the parameter, to
///   the rounding of T; 0 if no zero-gradient step does. This many are replayed if `zero_gradient` does not apply, as
///   under a schedule;
/// - `zero_gradient<T>()`: a function object f(value, parameter&, state&...), like that of a step, that takes all
///   further zero-gradient steps at once, with `value` = `zero_gradient_decay(count)`.
template <class O>
concept LazyOptimizer = Optimizer<O> && requires(O const optimizer, std::uint32_t steps) {
  typename std::bool_constant<O::zero_gradient_moves_parameters>;
  { optimizer.zero_gradient_decay(steps) } -> std::same_as<double>;
  requires detail::IdleStepsFor<float, O> && detail::IdleStepsFor<double, O>;
};

/// Requirements of a model `M` that can be trained:
/// - `M::encoded_sentence`, `M::batch_type`: its encoded sentences, and a `packed_batch` of them;
/// - `M::device_type` (an `UpdateDevice`), `M::value_type` (its element type), `device()`;
/// - `parameters()`: its `parameter_store`;
/// - `rows_read(batch)`: for each table with a sparse gradient, in order, the rows (distinct) that a pass over the
///   batch reads: `rows_read(batch)[k]` is a span for the k-th of them;
/// - `compute_gradients(batch, gradients, dropout)`: sets the `parameter_gradients` to those of the objective,
///   summed over the batch's words, with the number of words, and adds the objective to the losses;
/// - `take_losses()`: a range on the host, for each task its summed objective since the last call, which it resets;
/// - `task_names()`: in the order of the losses;
/// - `save(path)`: writes the model file atomically.
template <class M>
concept TrainableModel = requires(M model, M const constant, typename M::batch_type const& batch,
                                  parameter_gradients<typename M::device_type>& gradients, dropout_setting dropout,
                                  std::string const& path) {
  requires UpdateDevice<typename M::device_type>;
  requires std::same_as<typename M::value_type, typename M::device_type::value_type>;
  { model.device() } -> std::same_as<typename M::device_type&>;
  { model.parameters() } -> std::same_as<parameter_store<typename M::device_type>&>;
  { model.rows_read(batch)[0] } -> std::convertible_to<std::span<row_index const>>;
  model.compute_gradients(batch, gradients, dropout);
  { model.take_losses()[0] } -> std::convertible_to<double>;
  { model.take_losses().size() } -> std::convertible_to<std::size_t>;
  { constant.task_names() } -> std::convertible_to<std::span<std::string_view const>>;
  constant.save(path);
};

/// In place of a validation, if there is no validation data.
struct no_validation {};

/// Requirements of a validation `V` of models `M`: `no_validation`, or callable with the model, returning its scores,
/// or nothing, which means no validation. It is called after each epoch and may use the model, but must not change its
/// parameters.
template <class V, class M>
concept Validation = std::same_as<V, no_validation> || std::is_invocable_r_v<std::optional<validation_scores>, V&, M&>;

/// A callback that is called when training starts.
template <class C, class M>
concept StartCallback = requires(C callback, M const& model, start_report const& report) {
  callback.on_start(model, report);
};
/// A callback that is called after each mini-batch.
template <class C, class M>
concept BatchCallback = requires(C callback, M const& model, batch_report const& report) {
  callback.on_batch(model, report);
};
/// A callback that is called after each epoch and its validation.
template <class C, class M>
concept EpochCallback = requires(C callback, M const& model, epoch_report const& report) {
  callback.on_epoch(model, report);
};
/// A callback that is called when training ends.
template <class C, class M>
concept EndCallback = requires(C callback, M const& model, training_report const& report) {
  callback.on_end(model, report);
};

/// Requirements of a callback `C` of models `M`: at least one of `on_start(model, start_report)`, `on_batch(model,
/// batch_report)`, `on_epoch(model, epoch_report)` and `on_end(model, training_report)`, with the model by reference to
/// const. An exception ends the training and propagates to the caller of `run`.
template <class C, class M>
concept Callback = StartCallback<C, M> || BatchCallback<C, M> || EpochCallback<C, M> || EndCallback<C, M>;

}  // namespace hmt
