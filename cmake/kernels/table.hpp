// SPDX-License-Identifier: MIT
// The export of an object of hmt::kernels for one target: a table of functions.
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

/// Creates a device.
template <std::floating_point T, class Factor>
struct making {
  using function = std::unique_ptr<kernels_operations<T, Factor>>();
};

/// One function of a table, found by its tag type.
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

/// The updates by an optimizer's step, with the preceding zero-gradient steps.
template <class T, std::size_t States, class Step, class ZeroGradient>
using updates_by_step =
    table_of<dense_update<Step, T, States>, dense_update<scaled_step<T, Step>, T, States>,
             row_update<row_step<T, Step, ZeroGradient>, T, States>, row_update<replayed_step<T, Step>, T, States>>;

/// All updates that `update_rule_of` instantiates for an optimizer, without and with an average.
template <class T, LazyOptimizer O>
struct updates_of_optimizer {
  using step = decltype(std::declval<O const&>().template step<T>(std::uint32_t{}));
  using zero_gradient = decltype(std::declval<O const&>().template zero_gradient<T>());
  using before = std::conditional_t<O::zero_gradient_moves_parameters, no_idle_steps, zero_gradient>;
  using averaged = averaged_step<T, step>;
  /// If the closed form precedes a step: a user's optimizer with the same step may lack it.
  using without_closed_form = std::conditional_t<
      O::zero_gradient_moves_parameters, table_of<>,
      table_of<row_update<row_step<T, step, no_idle_steps>, T, O::states>,
               row_update<row_step<T, averaged, averaged_zero_gradient_steps<no_idle_steps>>, T, O::states + 1>>>;
  using type = typename joined_tables<updates_by_step<T, O::states, step, before>,
                                      updates_by_step<T, O::states + 1, averaged, averaged_zero_gradient_steps<before>>,
                                      table_of<row_update<zero_gradient_steps<zero_gradient>, T, O::states>>,
                                      without_closed_form>::type;
};

/// All updates of averages and weight decay.
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
