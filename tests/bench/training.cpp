// SPDX-License-Identifier: MIT
// Speed of the whole model of the paper: training steps and extraction in words per second, against the host's sgemm.
//
// A batch holds random words in sentences as long as those of NYT11's training set (`sentence_lengths`). A step is all
// of it: packing, dropout 0.5, both passes, clipping, RMSprop. Extraction runs both tasks and reads spans and triples.
// HMT_BENCH_WIDTH is the width of encoder directions, decoders and tag vectors, HMT_BENCH_PRODUCTS the type to which
// the operands of products are rounded, one program each (CMakeLists.txt); compiled by nvcc it runs on the GPU.
// HMT_THREADS is the number of threads (1 if unset; 0: all cores).
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

#ifdef __CUDACC__
#include "hmt/cuda.hpp"
#else
#include "hmt/device/cpu.hpp"
#endif
#include "hmt/core/random.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/models.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/training_state.hpp"
#include "model_sizes.hpp"
#include "sentence_lengths.hpp"
#include "sgemm_peak.hpp"

namespace {

#ifdef __CUDACC__
using device = hmt::cuda<float, HMT_BENCH_PRODUCTS>;
#else
using device = hmt::cpu<float, HMT_BENCH_PRODUCTS>;
#endif
using model_type = hmt::hmt_model<device, hmt::bench::word_width, HMT_BENCH_WIDTH>;
/// Steps between two reads of the loss, which wait for the device.
constexpr std::size_t steps_at_a_time = device::name().starts_with("cpu") ? 1 : 16;
constexpr double flops_a_word = hmt::bench::flops_a_word(HMT_BENCH_WIDTH);

/// A corpus of one sentence with as many types and relations as NYT11 has.
std::vector<hmt::sentence> label_corpus() {
  hmt::sentence one{{"a", "b", "c", "d"}, {}, {}, 0};
  for (std::size_t k = 0; k < hmt::bench::entity_types; ++k)
    one.entities.push_back({{k, k + 1}, std::string(1, static_cast<char>('A' + k))});
  for (std::size_t k = 0; k < hmt::bench::relations; ++k)
    one.triples.push_back({{0, 1}, fmt::format("r{}", k), {1, 2}});
  return {one};
}

model_type make_model() {
  std::vector<std::string> words{"<unk>"};
  while (words.size() < hmt::bench::vocabulary_size) words.push_back(fmt::format("w{}", words.size()));
  return model_type(hmt::vocabulary(words), label_corpus(), 1);
}

/// A batch of random words; most labels are O.
std::vector<model_type::encoded_sentence> make_sentences(model_type const& model, std::size_t sentences) {
  hmt::random_engine random({.seed = 5});
  std::vector<model_type::encoded_sentence> all;
  for (auto const length : hmt::bench::sentence_lengths(sentences)) {
    auto& one = all.emplace_back();
    one.length = length;
    for (std::size_t t = 0; t < length; ++t)
      one.get<hmt::input::words>().push_back(static_cast<hmt::row_index>(random.below(hmt::bench::vocabulary_size)));
    auto const labels_of = [&]<class Scheme>(Scheme const& scheme) {
      std::vector<hmt::row_index> own(length, 0);
      for (auto& label : own)
        if (random.below(8) == 0) label = static_cast<hmt::row_index>(random.below(scheme.labels().size()));
      one.get<hmt::input::tags<Scheme>>() = own;
    };
    labels_of(model.scheme<0>());
    labels_of(model.scheme<1>());
  }
  return all;
}

void report(benchmark::State& state, std::vector<model_type::encoded_sentence> const& sentences, double flops,
            std::size_t times = 1) {
  std::size_t words = 0;
  for (auto const& one : sentences) words += times * one.length;
  hmt::bench::report(state, flops * static_cast<double>(words), words);
}

void training_step(benchmark::State& state) {
  auto model = make_model();
  if (model.scheme<0>().labels().size() != hmt::bench::entity_labels ||
      model.scheme<1>().labels().size() != hmt::bench::relation_labels)
    return state.SkipWithError("the model's labels are not those that model_sizes.hpp counts");
  auto const sentences = make_sentences(model, static_cast<std::size_t>(state.range(0)));
  std::vector<model_type::encoded_sentence const*> chosen;
  for (auto const& one : sentences) chosen.push_back(&one);
  hmt::training_state<model_type> training(model, hmt::rmsprop{}, {.clip_norm = 5});
  model_type::batch_type batch;
  auto const step = [&] {
    hmt::pack(chosen, batch);
    training.step(batch, {.rate = 0.5, .seed = 1, .step = training.steps()});
  };
  for (std::size_t k = 0; k < steps_at_a_time; ++k) step();  // the first one allocates
  for (auto _ : state) {
    for (std::size_t k = 0; k < steps_at_a_time; ++k) step();
    if (auto const losses = model.take_losses(); !(losses[0] > 0) || !(losses[1] > 0)) state.SkipWithError("no loss");
  }
  report(state, sentences, hmt::bench::passes_of_training * flops_a_word, steps_at_a_time);
}

void extraction(benchmark::State& state) {
  auto const model = make_model();
  auto const sentences = make_sentences(model, static_cast<std::size_t>(state.range(0)));
  model_type::workspace space;
  space.device.freeze_weights(true);                                    // as an extractor does
  benchmark::DoNotOptimize(hmt::predict_all(model, sentences, space));  // the first one allocates
  for (auto _ : state) benchmark::DoNotOptimize(hmt::predict_all(model, sentences, space));
  report(state, sentences, flops_a_word);
}

}  // namespace

int main(int count, char** arguments) {
  return hmt::bench::run(count, arguments, [] {
    hmt::bench::tell_sizes();
    hmt::bench::add("training_step", training_step, {1, 8, 32, 128, 512}, benchmark::kMillisecond);
    hmt::bench::add("extraction", extraction, {1, 8, 32, 128, 512}, benchmark::kMillisecond);
  });
}
