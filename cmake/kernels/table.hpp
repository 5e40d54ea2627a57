// SPDX-License-Identifier: MIT
// What an object of hmt::kernels that is compiled for one target gives: a table of functions.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "hmt/core/bfloat16.hpp"
#include "hmt/device/kernels/operations.hpp"
#include "hmt/device/kernels/updates.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/concept.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/step_functions.hpp"

namespace hmt::detail {

/// Makes a device.
template <std::floating_point T, class Factor>
struct making {
  using function = std::unique_ptr<kernels_operations<T, Factor>>();
};

/// One function of a table, found by the type that names it.
template <class Key>
struct table_entry {
  typename Key::function* function;
};
template <class... Keys>
struct table_of : table_entry<Keys>... {};

template <class... Tables>
struct joined_tables;
template <class... Keys>
struct joined_tables<table_of<Keys...>> {
  using type = table_of<Keys...>;
};
template <class... First, class... Second, class... Rest>
struct joined_tables<table_of<First...>, table_of<Second...>, Rest...>
    : joined_tables<table_of<First..., Second...>, Rest...> {};

/// The updates by a step of an optimizer, with the idle steps before it.
template <class T, std::size_t States, class Step, class ZeroGradient>
using updates_by_step =
    table_of<dense_update<Step, T, States>, dense_update<scaled_step<T, Step>, T, States>,
             row_update<row_step<T, Step, ZeroGradient>, T, States>, row_update<replayed_step<T, Step>, T, States>>;

/// All that `update_rule_of` makes for an optimizer, without and with an average.
template <class T, LazyOptimizer O>
struct updates_of_optimizer {
  using step = decltype(std::declval<O const&>().template step<T>(std::uint32_t{}));
  using zero_gradient = decltype(std::declval<O const&>().template zero_gradient<T>());
  using before = std::conditional_t<O::zero_gradient_moves_parameters, no_idle_steps, zero_gradient>;
  using type = typename joined_tables<
      updates_by_step<T, O::states, step, before>,
      updates_by_step<T, O::states + 1, averaged_step<T, step>, averaged_zero_gradient_steps<before>>,
      table_of<row_update<zero_gradient_steps<zero_gradient>, T, O::states>>>::type;
};

/// All that average and weight decay make.
template <class T>
using updates_of_all_optimizers =
    table_of<dense_update<scale_by<T>, T, 0>, dense_update<add_scaled<T>, T, 0>, dense_update<swap_average_in<T>, T, 1>,
             dense_update<swap_average_out<T>, T, 1>, row_update<scale_row, T, 0>, row_update<add_scaled_row, T, 1>>;

template <class T, class... Optimizers>
using updates_of =
    typename joined_tables<typename updates_of_optimizer<T, Optimizers>::type..., updates_of_all_optimizers<T>>::type;

using kernels_updates = typename joined_tables<updates_of<float, rmsprop, adam, momentum_sgd>,
                                               updates_of<double, rmsprop, adam, momentum_sgd>>::type;

using kernels_table =
    typename joined_tables<table_of<making<float, float>, making<float, bfloat16>, making<double, double>>,
                           kernels_updates>::type;

}  // namespace hmt::detail
