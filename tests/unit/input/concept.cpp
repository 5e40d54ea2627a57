// SPDX-License-Identifier: MIT
// The concept of inputs, lists of distinct inputs, and their states, which a model owns.
#include "hmt/input/concept.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "archetypes/input.hpp"
#include "hmt/input/bytes.hpp"
#include "hmt/input/input_list.hpp"
#include "hmt/input/word_shape.hpp"
#include "hmt/input/words.hpp"
#include "packed_sentences.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(input_concept)

namespace {

namespace input = hmt::input;
static_assert(hmt::StoredInput<input::words> && !hmt::StoredInput<input::bytes>);

/// Whether a word is known.
struct known {
  static constexpr std::string_view name = "known";
  struct state {
    std::vector<std::string> words;
    explicit state(std::vector<std::string> list) : words(std::move(list)) {}
  };
  using encoded = std::vector<hmt::row_index>;
  using packed = std::vector<hmt::row_index>;
  static encoded encode(state const& from, hmt::sentence const& one) {
    encoded numbers;
    for (auto const& word : one.words)
      numbers.push_back(static_cast<hmt::row_index>(std::ranges::count(from.words, word)));
    return numbers;
  }
  static void pack(hmt::sentences_to_pack<encoded> const& sentences, packed& into) {
    hmt::pack_numbers(sentences, into);
  }
  static std::vector<std::string> texts(state const& from) { return from.words; }
};
static_assert(hmt::StoredInput<known>);

using two_states = hmt::input_list<input::words, input::bytes, known>;

}  // namespace

BOOST_AUTO_TEST_CASE(the_archetype_is_packed_and_names_itself_where_it_refuses) {
  using sentence = hmt::encoded_sentence<hmt::archetypes::input>;
  std::vector<sentence> sentences(3);
  for (std::size_t i = 0; i < 3; ++i) {
    sentences[i].length = i + 1;
    sentences[i].get<hmt::archetypes::input>() =
        hmt::archetypes::input::encode({}, {.words = std::vector<std::string>(i + 1, "w")});
  }
  BOOST_TEST(hmt::testing::packed(sentences).get<hmt::archetypes::input>() == 6U);
  sentences[1].length = 7;
  BOOST_CHECK_EXCEPTION(
      hmt::testing::packed(sentences), hmt::data_error,
      says("batch-sentence", "sentence 1 of the batch: archetype: expected those of all 7 words, found those of 2"));
}

BOOST_AUTO_TEST_CASE(a_list_has_each_input_once_in_the_order_of_their_first_places) {
  using list = hmt::distinct_inputs<input::bytes, input::words, input::bytes, known, input::words>;
  static_assert(std::is_same_v<list, hmt::input_list<input::bytes, input::words, known>>);
  static_assert(std::is_same_v<list::with<known, input::shapes>,
                               hmt::input_list<input::bytes, input::words, known, input::shapes>>);
  static_assert(std::is_same_v<hmt::distinct_inputs<>, hmt::input_list<>>);
  static_assert(list::contains<known> && !list::contains<input::shapes>);
  std::vector<std::string_view> names;
  list::for_each([&]<class I>(std::type_identity<I>) { names.push_back(I::name); });
  BOOST_TEST(names == (std::vector<std::string_view>{"letters", "words", "known"}), boost::test_tools::per_element());
  BOOST_TEST(list::names == names, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(states_are_given_for_the_inputs_that_have_one) {
  hmt::input_states<two_states> const states(hmt::vocabulary({"<unk>", "a"}), known::state({"b"}));
  BOOST_TEST(states.of<input::words>().size() == 2U);
  BOOST_TEST(states.of<known>().words.front() == "b");
  static_assert(std::is_same_v<decltype(states.of<input::bytes>()), hmt::no_state const&>);
  static_assert(std::is_default_constructible_v<hmt::input_states<hmt::input_list<input::bytes>>>);
  static_assert(!std::is_default_constructible_v<hmt::input_states<two_states>>);
  static_assert(!std::is_constructible_v<hmt::input_states<two_states>, hmt::vocabulary>);
  static_assert(std::is_convertible_v<hmt::vocabulary, hmt::input_states<hmt::input_list<input::words>>>);
}

BOOST_AUTO_TEST_CASE(stored_states_are_made_again_from_their_texts) {
  hmt::input_states<two_states> const states(hmt::vocabulary({"<unk>", "a"}), known::state({"b", "c"}));
  std::vector<std::string_view> stored;
  hmt::input_states<two_states>::for_each_input([&]<class I>(std::type_identity<I>) { stored.push_back(I::name); });
  BOOST_TEST(stored == (std::vector<std::string_view>{"words", "known"}), boost::test_tools::per_element());
  auto const again = hmt::input_states<two_states>::made_by(
      [&]<class I>(std::type_identity<I>) { return typename I::state(I::texts(states.of<I>())); });
  BOOST_TEST(again.of<input::words>().words() == states.of<input::words>().words(), boost::test_tools::per_element());
  BOOST_TEST(again.of<known>().words == states.of<known>().words, boost::test_tools::per_element());
  hmt::sentence const one{.words = {"a", "c", "b"}};
  BOOST_TEST(known::encode(again.of<known>(), one) == (std::vector<hmt::row_index>{0, 1, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
