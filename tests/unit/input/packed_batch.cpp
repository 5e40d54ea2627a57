// SPDX-License-Identifier: MIT
// Packed batches: layout, inputs, labels, distinct words, and that packing again does not allocate.
#include "hmt/input/packed_batch.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string_view>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/input/pairs.hpp"
#include "packed_sentences.hpp"
#include "temporary_folder.hpp"

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

// The whole test program counts its allocations. Not inlined, otherwise g++ warns that `free` does not match `new`.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using hmt::input::words;
using hmt::testing::packed;
using hmt::testing::pointers_to;
using hmt::testing::sentence_of;
using first_labels = hmt::input::tags<hmt::testing::no_scheme<0>>;
using second_labels = hmt::input::tags<hmt::testing::no_scheme<1>>;
using encoded_sentence = hmt::testing::two_labels::sentence_type;
using packed_batch = hmt::testing::two_labels::batch_type;
using numbers = std::vector<hmt::row_index>;

struct pair_scheme {
  static constexpr std::string_view task_name = "pairing";
  [[nodiscard]] static hmt::gold_pairs encode(hmt::sentence const&) { return {}; }
};
using pairs = hmt::input::pairs<pair_scheme>;

/// Sentences of random length and words, with labels of two tasks.
std::vector<encoded_sentence> random_sentences(std::size_t count, std::size_t longest, hmt::random_engine& engine) {
  std::vector<encoded_sentence> made;
  for (std::size_t i = 0; i < count; ++i) {
    numbers words(1 + engine.below(longest));
    for (auto& word : words) word = static_cast<hmt::row_index>(engine.below(30));
    auto labels = words;
    for (auto& label : labels) label += 100;
    made.push_back(sentence_of(words, words, labels));
  }
  return made;
}

std::vector<encoded_sentence> const three{sentence_of({7, 9}, {1, 2}, {1, 1}),
                                          sentence_of({4, 7, 4}, {3, 4, 5}, {2, 2, 2}),
                                          sentence_of({2, 1}, {6, 7}, {3, 3})};

/// The gold pairs of `three`, as sentences without other inputs.
std::vector<hmt::encoded_sentence<pairs>> three_with_pairs() {
  std::vector<hmt::encoded_sentence<pairs>> made(3);
  for (std::size_t i = 0; i < 3; ++i) made[i].length = three[i].length;
  made[0].get<pairs>() = {.spans = {{0, 1}, {1, 2}}, .pairs = {{1, 0, 1}}, .relations = 2};
  made[1].get<pairs>() = {.spans = {{0, 3}}, .pairs = {}, .relations = 2};
  made[2].get<pairs>() = {.spans = {}, .pairs = {}, .relations = 2};
  return made;
}

/// Packing these fails with a message of these parts, and leaves the batch empty.
template <class Batch>
void refused(std::vector<typename Batch::sentence_type> const& sentences, auto const&... parts) {
  Batch batch;
  BOOST_CHECK_EXCEPTION(hmt::pack(pointers_to(sentences), batch), hmt::data_error, says("batch-sentence", parts...));
  BOOST_TEST(batch.order.empty());
  BOOST_TEST(batch.layout().rows() == 0U);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(input_packing)

BOOST_AUTO_TEST_CASE(lays_sentences_out_by_length_and_time) {
  auto const batch = packed(three);
  BOOST_TEST(batch.order == (numbers{1, 0, 2}), boost::test_tools::per_element());
  BOOST_TEST(batch.offsets == (numbers{0, 3, 6, 7}), boost::test_tools::per_element());
  BOOST_TEST(batch.get<words>().numbers == (numbers{4, 7, 2, 7, 9, 1, 4}), boost::test_tools::per_element());
  BOOST_TEST(batch.get<first_labels>() == (numbers{3, 1, 6, 4, 2, 7, 5}), boost::test_tools::per_element());
  BOOST_TEST(batch.get<second_labels>() == (numbers{2, 1, 3, 2, 1, 3, 2}), boost::test_tools::per_element());
  BOOST_TEST(batch.get<words>().distinct == (numbers{1, 2, 4, 7, 9}), boost::test_tools::per_element());
  BOOST_TEST(batch.get<words>().slots == (numbers{2, 3, 1, 3, 4, 0, 2}), boost::test_tools::per_element());
  BOOST_TEST(batch.layout().rows() == 7U);
  BOOST_TEST(batch.layout().steps() == 3U);
  BOOST_TEST(batch.layout().sentences() == 3U);
}

BOOST_AUTO_TEST_CASE(every_word_of_random_sentences_is_where_the_layout_says) {
  hmt::random_engine engine(hmt::random_stream{5});
  for (int round = 0; round < 50; ++round) {
    auto const sentences = random_sentences(1 + engine.below(40), 30, engine);
    auto const batch = packed(sentences);
    std::size_t rows = 0;
    for (std::size_t s = 0; s < sentences.size(); ++s) {
      auto const& one = sentences[batch.order[s]];
      auto const& found = batch.get<words>();
      if (s > 0) BOOST_REQUIRE(one.length <= sentences[batch.order[s - 1]].length);
      for (std::size_t t = 0; t < one.length; ++t, ++rows) {
        auto const row = batch.layout().row(s, t);
        auto const word = one.get<words>()[t];
        BOOST_REQUIRE(row < batch.layout().offset(t + 1));
        BOOST_REQUIRE(found.numbers[row] == word);
        BOOST_REQUIRE(found.distinct[found.slots[row]] == word);
        BOOST_REQUIRE(batch.get<first_labels>()[row] == word);
        BOOST_REQUIRE(batch.get<second_labels>()[row] == word + 100);
      }
    }
    BOOST_TEST(batch.layout().rows() == rows);
  }
}

BOOST_AUTO_TEST_CASE(layers_of_a_word_stay_side_by_side) {
  std::vector const sentences{sentence_of({7}, {numbers{0, 5, 0}, 1}, {}),
                              sentence_of({4, 9}, {numbers{1, 0, 2, 0, 0, 3}, 2}, {})};
  BOOST_TEST(packed(sentences).get<first_labels>() == (numbers{1, 0, 2, 0, 5, 0, 0, 0, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(spans_lie_sentence_by_sentence_and_their_pairs_after_one_another) {
  auto sentences = three_with_pairs();
  auto const spans = packed(sentences).get<pairs>();  // the longest first: 1, 0, 2
  BOOST_TEST(spans.offsets == (numbers{0, 1, 3, 3}), boost::test_tools::per_element());
  BOOST_TEST(spans.first == (numbers{0, 1, 4}), boost::test_tools::per_element());
  BOOST_TEST(spans.last == (numbers{6, 1, 4}), boost::test_tools::per_element());
  BOOST_TEST(spans.pair_rows == (std::vector<std::size_t>{0, 1, 5, 5}), boost::test_tools::per_element());
  BOOST_TEST(spans.labels == (numbers{0, 0, 0, 0, 0, 1, 0, 0, 0, 0}), boost::test_tools::per_element());
  sentences[2].get<pairs>() = {};
  BOOST_TEST(packed(sentences).get<pairs>().first.empty());
}

BOOST_AUTO_TEST_CASE(a_single_word_is_a_batch) {
  auto const batch = packed(std::vector{sentence_of({3})});
  BOOST_TEST(batch.offsets == (numbers{0, 1}), boost::test_tools::per_element());
  BOOST_TEST(batch.get<first_labels>().empty());
}

BOOST_AUTO_TEST_CASE(no_sentences_are_no_rows) {
  auto batch = packed(three);
  hmt::pack({}, batch);
  BOOST_TEST(batch.layout().rows() == 0U);
  BOOST_TEST(batch.layout().sentences() == 0U);
  BOOST_TEST(batch.get<words>().numbers.empty());
  BOOST_TEST(batch.get<first_labels>().empty());
}

BOOST_AUTO_TEST_CASE(labels_are_left_out_where_a_sentence_has_none) {
  auto sentences = three;
  sentences[1].get<first_labels>() = {};
  BOOST_TEST(packed(sentences).get<first_labels>().empty());
  BOOST_TEST(packed(sentences).get<second_labels>().size() == 7U);
}

BOOST_AUTO_TEST_CASE(refuses_sentences_that_do_not_fit) {
  auto const with_third = [](encoded_sentence const& third) { return std::vector{three[0], three[1], third}; };
  refused<packed_batch>(with_third({}), "sentence 2 of the batch", "at least one word", "found none");
  refused<packed_batch>(with_third(sentence_of({1, 2}, {1}, {1, 1})),
                        "sentence 2 of the batch: entity:", "expected 2 labels, 1 per word, found 1");
  refused<packed_batch>(with_third(sentence_of({1}, {1}, {1, 2})),
                        "sentence 2 of the batch: relation:", "expected 1 labels", "found 2");
  refused<packed_batch>(with_third(sentence_of({1}, {numbers{0, 1}, 1}, {1})), "expected 1 labels, 1 per word",
                        "found 2");
  auto third = three[2];
  third.length = 3;
  refused<packed_batch>(with_third(third),
                        "sentence 2 of the batch: words: expected those of all 3 words, found those of 2");
  auto sentences = three_with_pairs();
  for (auto const wrong : {hmt::word_span{1, 3}, hmt::word_span{1, 1}}) {
    sentences[2].get<pairs>().spans = {wrong};
    refused<hmt::packed_batch<pairs>>(sentences, "sentence 2 of the batch: pairing: expected spans within its 2 words",
                                      wrong.end == 3 ? "found [1, 3)" : "found [1, 1)");
  }
}

BOOST_AUTO_TEST_CASE(a_batch_that_was_refused_packs_again) {
  packed_batch batch;
  hmt::pack(pointers_to(three), batch);
  std::vector const bad{three[0], encoded_sentence{}};
  BOOST_CHECK_THROW(hmt::pack(pointers_to(bad), batch), hmt::data_error);
  BOOST_TEST(batch.layout().sentences() == 0U);
  hmt::pack(pointers_to(three), batch);
  BOOST_TEST(batch.get<words>().numbers == packed(three).get<words>().numbers, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(packing_again_does_not_allocate) {
  hmt::random_engine engine(hmt::random_stream{6});
  auto large = random_sentences(64, 50, engine);
  numbers const longest(50, 1);
  large[0] = sentence_of(longest, longest, longest);
  auto const small = random_sentences(20, 40, engine);
  auto const large_pointers = pointers_to(large);
  auto const small_pointers = pointers_to(small);
  packed_batch batch;
  std::size_t const before_any = allocations;
  hmt::pack(large_pointers, batch);
  std::size_t const after_first = allocations;
  BOOST_TEST(after_first > before_any);
  hmt::pack(small_pointers, batch);
  hmt::pack(large_pointers, batch);
  std::size_t const after_all = allocations;
  BOOST_TEST(after_all == after_first);
}

BOOST_AUTO_TEST_SUITE_END()
