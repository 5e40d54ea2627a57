// SPDX-License-Identifier: MIT
// A step does not allocate once it has its memory.
#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/embedding/character_bilstm.hpp"
#include "hmt/embedding/concatenated.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/embedding/word_shape_embedding.hpp"
#include "hmt/models.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "unit/train/linear_tagger.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

void* counted(void* memory) {
  ++allocations;
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

// The whole test program counts its allocations. Not inlined, otherwise g++ warns that `free` does not match `new`.
[[gnu::noinline]] void* operator new(std::size_t size) { return counted(std::malloc(size)); }
[[gnu::noinline]] void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
  ++allocations;
  return std::malloc(size);
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  auto const unit = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::nothrow_t const&) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace {

/// The allocations up to the end of each step.
struct allocation_log {
  std::vector<std::size_t> after_step;
  template <class Model>
  void on_batch(Model const&, hmt::batch_report const&) {
    after_step.push_back(allocations);
  }
};

template <class O>
void require_no_allocation(O optimizer, hmt::training_options options = {}) {
  // Sentences of 30 words, the first half of the vocabulary or the second: batches are alike, and rows are sometimes
  // idle.
  std::vector<hmt::testing::two_labels::sentence_type> sentences;
  for (std::size_t i = 0; i < 14; ++i) {
    std::vector<hmt::row_index> words(30);
    std::iota(words.begin(), words.end(), static_cast<hmt::row_index>(i % 2 * 30));
    std::vector<hmt::row_index> const labels(30, 1);
    sentences.push_back(hmt::testing::sentence_of(words, labels, labels));
  }
  linear_tagger<hmt::cpu<float>> model(60, 20, 3);
  allocation_log log;
  log.after_step.reserve(100);
  options.epochs = 2;
  options.batch_size = 1;
  hmt::trainer(optimizer, options).run(model, sentences, hmt::no_validation{}, log);
  BOOST_TEST_REQUIRE(log.after_step.size() == 28U);
  BOOST_TEST(log.after_step[0] > 0U);
  // The first and the last step of an epoch fetch the losses, for which this test's model allocates.
  for (std::size_t step = 14 + 2; step < 14 + 14; ++step) BOOST_TEST(log.after_step[step - 1] == log.after_step[14]);
}

/// Sentences of 15 words alternately from two vocabularies, all with 2 to 16 letters, so that batches are alike.
std::vector<hmt::sentence> spelled_sentences(std::size_t count) {
  std::vector<hmt::sentence> sentences(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t word = 0; word < 15; ++word)
      sentences[i].words.push_back(std::string(1 + word, 'a') + (i % 2 == 0 ? "B" : "c"));
    sentences[i].entities = {{{0, 2}, "X"}};
    sentences[i].triples = {{{0, 2}, "r", {3, 4}}, {{3, 4}, "s", {0, 2}}};
  }
  return sentences;
}

/// Steps of a whole model, on batches that are alike.
template <class Model>
void require_no_allocation_of_steps() {
  auto const sentences = spelled_sentences(12);
  Model model(hmt::vocabulary::build(sentences, nullptr, {.minimum_count = 1}), sentences, 1);
  auto const encoded = model.encode(sentences);
  typename Model::batch_type batch;
  hmt::parameter_gradients<typename Model::device_type> gradients;
  std::size_t before = 0;
  for (std::size_t round = 0; round < 3; ++round) {
    if (round == 1) before = allocations;
    for (std::size_t i = 0; i + 3 <= encoded.size(); i += 3) {
      std::array const chosen{&encoded[i], &encoded[i + 1], &encoded[i + 2]};
      hmt::pack(chosen, batch);
      model.compute_gradients(batch, gradients, {.rate = 0.5, .seed = 1, .step = static_cast<std::uint32_t>(i)});
    }
    if (round == 0) BOOST_TEST(allocations > 0U);
  }
  BOOST_TEST(allocations == before);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(train_allocation)

BOOST_AUTO_TEST_CASE(steps_reuse_the_memory_of_the_first_epoch) {
  require_no_allocation(hmt::rmsprop{});
  require_no_allocation(hmt::adam{});
  // The unit of the average is renewed every two steps or so.
  require_no_allocation(hmt::rmsprop{}, {.average = 1e-6});
  require_no_allocation(hmt::adam{}, {.schedule = hmt::schedule_shape::cosine, .warmup = 0.1, .average = 1e-6});
  // All words are unknown: any other rate makes batches with more distinct words than any before.
  require_no_allocation(hmt::rmsprop{}, {.word_dropout = 1 - 1e-9});
}

BOOST_AUTO_TEST_CASE(steps_of_a_model_with_features_reuse_their_memory) {
  using embedding =
      hmt::concatenated<hmt::word_embedding<8>, hmt::character_bilstm<5, 3>, hmt::word_shape_embedding<2>>;
  require_no_allocation_of_steps<hmt::hierarchy<hmt::cpu<float>, embedding, hmt::entity_task<4>>>();
}

BOOST_AUTO_TEST_CASE(steps_of_a_model_that_judges_pairs_reuse_their_memory) {
  require_no_allocation_of_steps<hmt::paired_hmt_model<hmt::cpu<float>, 8, 6>>();
}

BOOST_AUTO_TEST_CASE(steps_of_a_model_with_chains_of_labels_reuse_their_memory) {
  require_no_allocation_of_steps<hmt::crf_model<hmt::cpu<float>, 8, 6>>();
}

BOOST_AUTO_TEST_SUITE_END()
