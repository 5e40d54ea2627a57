// SPDX-License-Identifier: MIT
// A minimal input, and near-misses.
#pragma once

#include <cstddef>
#include <string_view>

#include "hmt/input/concept.hpp"

namespace hmt::archetypes {

/// The number of words of a sentence, and of a batch.
struct input {
  static constexpr std::string_view name = "archetype";
  using state = no_state;
  using encoded = std::size_t;
  using packed = std::size_t;
  static encoded encode(no_state, sentence const& from) { return from.words.size(); }
  static void pack(sentences_to_pack<encoded> const& sentences, packed& into) {
    into = 0;
    for (std::size_t s = 0; s < sentences.size(); ++s) {
      sentences.require_all_words(s, sentences[s]);
      into += sentences[s];
    }
  }
};
static_assert(Input<input>);
static_assert(!StoredInput<input>);

/// Each hides one member behind an unsuitable one.
struct input_without_name : input {
  static constexpr int name = 0;
};
struct input_without_state : input {
  using state = void;
};
struct input_that_keeps_nothing : input {
  using encoded = void;
};
struct input_that_keeps_a_reference : input {
  using encoded = std::size_t&;
};
struct input_encoded_as_something_else : input {
  static float encode(no_state, sentence const&) { return 0; }
};
struct input_with_another_state : input {
  static encoded encode(std::string_view, sentence const&) { return 0; }
};
struct input_that_is_not_packed : input {
  void pack() const {}
};
struct input_packed_elsewhere : input {
  using packed = std::string_view;
};
static_assert(!Input<input_without_name>);
static_assert(!Input<input_without_state>);
static_assert(!Input<input_that_keeps_nothing>);
static_assert(!Input<input_that_keeps_a_reference>);
static_assert(!Input<input_encoded_as_something_else>);
static_assert(!Input<input_with_another_state>);
static_assert(!Input<input_that_is_not_packed>);
static_assert(!Input<input_packed_elsewhere>);
static_assert(!Input<int>);

}  // namespace hmt::archetypes
