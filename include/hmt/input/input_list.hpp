// SPDX-License-Identifier: MIT
// The distinct inputs that a model's parts name, and their states, which the model owns.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "hmt/input/concept.hpp"
#include "hmt/input/packed_batch.hpp"

namespace hmt {

/// Distinct inputs.
template <Input... Inputs>
struct input_list {
  using sentence_type = encoded_sentence<Inputs...>;
  using batch_type = packed_batch<Inputs...>;

  /// Whether `I` is one of them.
  template <class I>
  static constexpr bool contains = (std::same_as<I, Inputs> || ...);
  /// These, then the new ones among `Others`, in their order.
  template <class... Others>
  struct with_all {
    using type = input_list;
  };
  /// The same with one or more inputs to add.
  template <class First, class... Others>
  struct with_all<First, Others...> {
    using longer = std::conditional_t<contains<First>, input_list, input_list<Inputs..., First>>;
    using type = typename longer::template with_all<Others...>::type;
  };
  template <Input... Others>
  using with = typename with_all<Others...>::type;

  static constexpr std::array<std::string_view, sizeof...(Inputs)> names{Inputs::name...};

  /// Calls f(std::type_identity<I>{}) for each.
  template <class F>
  static void for_each(F const& f) {
    (f(std::type_identity<Inputs>{}), ...);
  }
};

/// An `input_list` of these without repetitions.
template <Input... Inputs>
using distinct_inputs = typename input_list<>::template with<Inputs...>;

/// The states of an `input_list`'s inputs, without `no_state`, in the order of the list.
template <class List>
class input_states;
/// The same, with the inputs by name.
template <Input... Inputs>
class input_states<input_list<Inputs...>> {
  template <class I>
  static constexpr bool has_state = !std::same_as<typename I::state, no_state>;
  template <class I>
  using as_tuple = std::conditional_t<has_state<I>, std::tuple<typename I::state>, std::tuple<>>;
  static_assert(((StoredInput<Inputs> || !has_state<Inputs>)&&...),
                "an input with a state is a StoredInput, so that model files hold what sentences are read with");
  using all_states = decltype(std::tuple_cat(std::declval<as_tuple<Inputs>>()...));

 public:
  /// One value per state: so a vocabulary converts to the states if only `input::words` has one.
  template <class... States>
  requires(sizeof...(States) == std::tuple_size_v<all_states> && std::constructible_from<all_states, States...>)
      input_states(States... states)
      : states_(std::move(states)...) {}

  /// The states from `make(std::type_identity<I>{})` for each input `I` that has one.
  template <class Make>
  [[nodiscard]] static input_states made_by(Make const& make) {
    return std::apply([](auto... states) { return input_states(std::move(states)...); },
                      std::tuple_cat(made<Inputs>(make)...));
  }

  /// The state of an input of the list.
  template <class I>
  [[nodiscard]] typename I::state const& of() const {
    if constexpr (has_state<I>) {
      return std::get<place<I>()>(states_);
    } else {
      static constexpr no_state none;
      return none;
    }
  }

  /// Calls f(std::type_identity<I>{}) for each input `I` that has one.
  template <class F>
  static void for_each_input(F const& f) {
    auto const call = [&]<class I>(std::type_identity<I> input) {
      if constexpr (has_state<I>) f(input);
    };
    (call(std::type_identity<Inputs>{}), ...);
  }

 private:
  /// The number of inputs with a state before `I`.
  template <class I>
  static constexpr std::size_t place() {
    std::size_t count = 0;
    bool found = false;
    ((found = found || std::same_as<I, Inputs>, count += !found && has_state<Inputs> ? 1 : 0), ...);
    return count;
  }
  template <class I, class Make>
  static as_tuple<I> made(Make const& make) {
    if constexpr (has_state<I>)
      return as_tuple<I>(make(std::type_identity<I>{}));
    else
      return {};
  }

  all_states states_;
};

}  // namespace hmt
