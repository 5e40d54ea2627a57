// SPDX-License-Identifier: MIT
// Packed batches: layout, labels, distinct words, and that packing again does not allocate.
#include "hmt/input/packing.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

#include "hmt/core/random.hpp"
#include "packed_sentences.hpp"
#include "temporary_folder.hpp"

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

// The whole test program counts its allocations. Not inlined, or g++ sees `free` meet `new` and warns.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using hmt::encoded_sentence;
using hmt::testing::packed;
using hmt::testing::pointers_to;
using numbers = std::vector<hmt::index>;

/// Sentences of random length and words, with labels of two tasks.
std::vector<encoded_sentence> random_sentences(std::size_t count, std::size_t longest, hmt::random_engine& engine) {
  std::vector<encoded_sentence> made(count);
  for (auto& one : made) {
    one.words.resize(1 + engine.below(longest));
    for (auto& word : one.words) word = static_cast<hmt::index>(engine.below(30));
    auto labels = one.words;
    for (auto& label : labels) label += 100;
    one.labels = {one.words, labels};
  }
  return made;
}

std::vector<encoded_sentence> const three{{.words = {7, 9}, .labels = {{1, 2}}},
                                          {.words = {4, 7, 4}, .labels = {{3, 4, 5}}},
                                          {.words = {2, 1}, .labels = {{6, 7}}}};

}  // namespace

BOOST_AUTO_TEST_SUITE(input_packing)

BOOST_AUTO_TEST_CASE(lays_sentences_out_by_length_and_time) {
  auto const batch = packed(three);
  BOOST_TEST(batch.order == (numbers{1, 0, 2}), boost::test_tools::per_element());
  BOOST_TEST(batch.offsets == (numbers{0, 3, 6, 7}), boost::test_tools::per_element());
  BOOST_TEST(batch.words == (numbers{4, 7, 2, 7, 9, 1, 4}), boost::test_tools::per_element());
  BOOST_TEST(batch.labels.size() == 1U);
  BOOST_TEST(batch.labels.at(0) == (numbers{3, 1, 6, 4, 2, 7, 5}), boost::test_tools::per_element());
  BOOST_TEST(batch.distinct_words == (numbers{1, 2, 4, 7, 9}), boost::test_tools::per_element());
  BOOST_TEST(batch.word_slots == (numbers{2, 3, 1, 3, 4, 0, 2}), boost::test_tools::per_element());
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
      if (s > 0) BOOST_REQUIRE(one.words.size() <= sentences[batch.order[s - 1]].words.size());
      for (std::size_t t = 0; t < one.words.size(); ++t, ++rows) {
        auto const row = batch.row(s, t);
        BOOST_REQUIRE(row < batch.layout().offset(t + 1));
        BOOST_REQUIRE(batch.words[row] == one.words[t]);
        BOOST_REQUIRE(batch.distinct_words[batch.word_slots[row]] == one.words[t]);
        BOOST_REQUIRE(batch.labels[0][row] == one.words[t]);
        BOOST_REQUIRE(batch.labels[1][row] == one.words[t] + 100);
      }
    }
    BOOST_TEST(batch.layout().rows() == rows);
  }
}

BOOST_AUTO_TEST_CASE(layers_of_a_word_stay_side_by_side) {
  std::vector<encoded_sentence> sentences{{.words = {7}, .labels = {}}, {.words = {4, 9}, .labels = {}}};
  sentences[0].labels.emplace_back(numbers{0, 5, 0}, 1);
  sentences[1].labels.emplace_back(numbers{1, 0, 2, 0, 0, 3}, 2);
  BOOST_TEST(packed(sentences).labels[0] == (numbers{1, 0, 2, 0, 5, 0, 0, 0, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(spans_lie_sentence_by_sentence_and_their_pairs_after_one_another) {
  auto sentences = three;
  sentences[0].pairs = {.spans = {{0, 1}, {1, 2}}, .pairs = {{1, 0, 1}}, .relations = 2};
  sentences[1].pairs = {.spans = {{0, 3}}, .pairs = {}, .relations = 2};
  sentences[2].pairs = {.spans = {}, .pairs = {}, .relations = 2};
  auto const spans = packed(sentences).spans;  // the longest first: 1, 0, 2
  BOOST_TEST(spans.offsets == (numbers{0, 1, 3, 3}), boost::test_tools::per_element());
  BOOST_TEST(spans.first == (numbers{0, 1, 4}), boost::test_tools::per_element());
  BOOST_TEST(spans.last == (numbers{6, 1, 4}), boost::test_tools::per_element());
  BOOST_TEST(spans.sentences == (numbers{0, 1, 1}), boost::test_tools::per_element());
  BOOST_TEST(spans.pair_rows == (std::vector<std::size_t>{0, 1, 3, 5}), boost::test_tools::per_element());
  BOOST_TEST(spans.labels == (numbers{0, 0, 0, 0, 0, 0, 0, 1, 0, 0}), boost::test_tools::per_element());
  sentences[2].pairs = {};
  BOOST_TEST(packed(sentences).spans.first.empty());
}

BOOST_AUTO_TEST_CASE(a_single_word_is_a_batch) {
  auto const batch = packed({{.words = {3}, .labels = {}}});
  BOOST_TEST(batch.offsets == (numbers{0, 1}), boost::test_tools::per_element());
  BOOST_TEST(batch.labels.empty());
}

BOOST_AUTO_TEST_CASE(no_sentences_are_no_rows) {
  auto batch = packed(three);
  hmt::pack({}, batch);
  BOOST_TEST(batch.layout().rows() == 0U);
  BOOST_TEST(batch.layout().sentences() == 0U);
  BOOST_TEST(batch.words.empty());
  BOOST_TEST(batch.labels.empty());
}

BOOST_AUTO_TEST_CASE(labels_are_left_out_where_a_sentence_has_none) {
  auto sentences = three;
  sentences[1].labels.clear();
  BOOST_TEST(packed(sentences).labels.empty());
}

BOOST_AUTO_TEST_CASE(refuses_sentences_that_do_not_fit) {
  hmt::packed_batch batch;
  auto const fails = [&](encoded_sentence const& third, auto const&... parts) {
    auto sentences = three;
    sentences[2] = third;
    BOOST_CHECK_EXCEPTION(hmt::pack(pointers_to(sentences), batch), hmt::data_error,
                          says("batch-sentence", "sentence 2 of the batch", parts...));
    BOOST_TEST(batch.order.empty());
  };
  fails({}, "at least one word", "found none");
  fails({.words = {1, 2}, .labels = {{1}}}, "expected 2 labels", "found 1");
  fails({.words = {1}, .labels = {{1, 2}}}, "expected 1 labels", "found 2");
  encoded_sentence layered{.words = {1}, .labels = {}};
  layered.labels.emplace_back(numbers{0, 1}, 1);
  fails(layered, "expected 1 labels, 1 a word", "found 2");
  fails({.words = {1, 2}, .labels = {{1, 2}}, .pairs = {.spans = {{1, 3}}, .pairs = {}, .relations = 1}},
        "expected spans within its 2 words, found [1, 3)");
  fails({.words = {1, 2}, .labels = {{1, 2}}, .pairs = {.spans = {{1, 1}}, .pairs = {}, .relations = 1}},
        "found [1, 1)");
  auto two_tasks = three;
  two_tasks[0].labels.push_back(two_tasks[0].labels[0]);
  BOOST_CHECK_EXCEPTION(hmt::pack(pointers_to(two_tasks), batch), hmt::data_error,
                        says("batch-sentence", "sentence 1", "labels for 2 tasks", "found 1"));
}

BOOST_AUTO_TEST_CASE(packing_again_does_not_allocate) {
  hmt::random_engine engine(hmt::random_stream{6});
  auto large = random_sentences(64, 50, engine);
  large[0].words.resize(50);
  large[0].labels = {large[0].words, large[0].words};
  auto const small = random_sentences(20, 40, engine);
  auto const large_pointers = pointers_to(large);
  auto const small_pointers = pointers_to(small);
  hmt::packed_batch batch;
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
