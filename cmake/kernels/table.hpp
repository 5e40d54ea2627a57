// SPDX-License-Identifier: MIT
// What an object of hmt::kernels that is compiled for one target gives: a table of functions.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "hmt/core/bfloat16.hpp"
#include "hmt/device/kernels/operations.hpp"
#include "hmt/device/kernels/updates.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/step_functions.hpp"
#include "hmt/train/weight_average.hpp"

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

/// All updates that `optimizer_state` makes for an update rule.
template <class T, class Rule>
struct updates_of_rule {
  using step = decltype(std::declval<Rule const&>().template step<T>(std::uint32_t{}));
  using idle = decltype(std::declval<Rule const&>().template idle<T>());
  static constexpr auto states = Rule::states;
  using type = table_of<dense_update<scaled_step<T, step>, T, states>,
                        row_update<row_step<T, step, idle, !Rule::idle_moves_parameters>, T, states>,
                        row_update<replayed_step<T, step>, T, states>, row_update<idle_steps<idle>, T, states>>;
};

/// All that `weight_average` makes for rules of so many states.
template <class T, std::size_t States>
using updates_of_average = table_of<dense_update<change_unit<T>, T, States>, dense_update<put_average_in<T>, T, States>,
                                    dense_update<put_average_away<T>, T, States>>;

template <class T, class... Optimizers>
using updates_of_optimizers =
    typename joined_tables<typename updates_of_rule<T, Optimizers>::type...,
                           typename updates_of_rule<T, averaged<Optimizers>>::type..., updates_of_average<T, 1>,
                           updates_of_average<T, 2>, updates_of_average<T, 3>>::type;

using kernels_updates = typename joined_tables<updates_of_optimizers<float, rmsprop, adam, momentum_sgd>,
                                               updates_of_optimizers<double, rmsprop, adam, momentum_sgd>>::type;

using kernels_table =
    typename joined_tables<table_of<making<float, float>, making<float, bfloat16>, making<double, double>>,
                           kernels_updates>::type;

}  // namespace hmt::detail
