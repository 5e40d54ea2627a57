// SPDX-License-Identifier: MIT
// oneDNN as a peer: the recurrences (with peepholes) and matrix products of the model of the paper, both passes for
// training and the forward pass for extraction, in words per second (padding does not count).
//
// oneDNN's LSTM accepts only padded batches. Arguments of a benchmark: the width of encoder directions, decoders and
// tag vectors; the sentences of the batch; into how many chunks of about equal length they are split, which saves
// padding. A training step is both passes, clipping and RMSprop, these two through hmt's device. Look-up of words,
// dropout, losses and the update of the embedding are omitted, in oneDNN's favour. Before measuring, scores and
// gradients are checked against the golden values. HMT_THREADS is the number of threads.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <omp.h>

#include <array>
#include <cmath>
#include <deque>
#include <span>
#include <stdexcept>
#include <unordered_map>

#include "golden/golden.hpp"
#include "hmt/core/random.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/step_functions.hpp"
#include "model_sizes.hpp"
#include "onednn_model.hpp"
#include "sentence_lengths.hpp"
#include "sgemm_peak.hpp"

namespace {

using namespace hmt::bench::onednn;

/// Calls `f(name, value, gradient, columns)` for all weights of a task; `columns`: of the matrix in a model file if
/// ours is its transpose, else 0.
template <class F>
void for_each_weight(task_weights& w, std::string const& task, F f) {
  auto const lstm = [&](std::string const& at, lstm_weights& layer) {
    f(task + at + "input_weight", layer.input, layer.input_gradient, layer.inputs);
    f(task + at + "recurrent_weight", layer.recurrent, layer.recurrent_gradient, layer.hidden);
    f(task + at + "bias", layer.bias, layer.bias_gradient, 0);
    if (!layer.peephole.empty()) f(task + at + "peephole", layer.peephole, layer.peephole_gradient, 0);
  };
  lstm(".encoder.forward.", w.encoder[0]);
  lstm(".encoder.backward.", w.encoder[1]);
  lstm(".decoder.", w.decoder);
  f(task + ".tag_vector.weight", w.tag, w.tag_gradient, 0);
  f(task + ".tag_vector.bias", w.tag_bias, w.tag_bias_gradient, 0);
  f(task + ".output.weight", w.output, w.output_gradient, 0);
  f(task + ".output.bias", w.output_bias, w.output_bias_gradient, 0);
}

/// Clips the gradients of both tasks together and takes a step of RMSprop.
class optimizer {
 public:
  void step(task_weights& entity, task_weights& relation, std::size_t words) {
    std::array<double, 1> squared_norm{0};
    for_both(entity, relation, [&](std::string const&, values&, values& gradient, std::size_t) {
      device_.sum_of_squares(std::span<float const>(gradient), std::span<double>(squared_norm));
    });
    hmt::detail::scaled_step<float, hmt::detail::rmsprop_step<float>> const step{hmt::rmsprop{}.step<float>(1),
                                                                                 1.0F / static_cast<float>(words)};
    for_both(entity, relation, [&](std::string const& name, values& value, values& gradient, std::size_t) {
      device_.clip(std::span<float>(gradient), std::span<double const>(squared_norm), 5.0 * static_cast<double>(words));
      auto& squares = mean_squares_[name];
      squares.resize(value.size());
      device_.update(step, std::span<float>(value), std::span<float const>(gradient), std::span<float>(squares));
    });
  }

 private:
  template <class F>
  static void for_both(task_weights& entity, task_weights& relation, F f) {
    for_each_weight(entity, "entity", f);
    for_each_weight(relation, "relation", f);
  }

  hmt::cpu<float> device_;
  std::unordered_map<std::string, values> mean_squares_;
};

/// A model and the chunks of one batch.
struct work {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  task_weights entity, relation;
  std::deque<model_chunk> chunks;
  optimizer at_work;

  work(std::size_t words, std::size_t hidden, std::size_t entity_labels, std::size_t relation_labels)
      : entity(words, hidden, entity_labels), relation(words + 2 * hidden, hidden, relation_labels) {}

  void extract() {
    for (auto& chunk : chunks) chunk.forward();
  }

  void compute_gradients() {
    entity.fold();
    relation.fold();
    entity.clear_gradients();
    relation.clear_gradients();
    for (auto& chunk : chunks) {
      chunk.entity.take_weights();
      chunk.relation.take_weights();
      chunk.forward();
      chunk.backward();
    }
    entity.unfold();
    relation.unfold();
  }

  void train(std::size_t words) {
    compute_gradients();
    at_work.step(entity, relation, words);
  }
};

void require_close(double found, double expected, std::string const& what) {
  if (!(std::abs(found - expected) < 1e-4 * (1 + std::abs(expected))))
    throw std::runtime_error(fmt::format("{}: expected {}, found {}", what, expected, found));
}

/// The position in our tensor of number i of a model file's; `columns` as in `for_each_weight`.
std::size_t place(std::size_t i, std::size_t columns, std::size_t size) {
  return columns == 0 ? i : (i % columns) * (size / columns) + i / columns;
}

/// Scores and gradients of the model in golden.json, whose sentences are split into two chunks.
void check() {
  auto const golden = hmt::golden::load_golden("hmt_model_step");
  auto const hidden = golden.sizes["hidden"], width = golden.sizes["word"];
  work all(width, hidden, golden.sizes["entity.labels"], golden.sizes["relation.labels"]);
  auto const load = [&](std::string const& name, values& value, values&, std::size_t columns) {
    auto const numbers = golden.weights[name].as<float>();
    for (std::size_t i = 0; i < numbers.size(); ++i) value[place(i, columns, numbers.size())] = numbers[i];
  };
  for_each_weight(all.entity, "entity", load);
  for_each_weight(all.relation, "relation", load);
  auto const& table = golden.weights["embedding.weight"].values;

  std::vector<std::vector<std::size_t>> const numbers{{1, 0}, {3, 2}};  // sentences by decreasing length, two per chunk
  for (auto const& chosen : numbers) {
    auto& chunk = all.chunks.emplace_back(all.engine, all.stream,
                                          std::vector{golden.lengths[chosen[0]], golden.lengths[chosen[1]]}, all.entity,
                                          all.relation, purpose::training);
    for (std::size_t s = 0; s < 2; ++s)
      for (std::size_t t = 0; t < golden.lengths[chosen[s]]; ++t)
        for (std::size_t d = 0; d < width; ++d)
          chunk.words[(t * 2 + s) * width + d] =
              static_cast<float>(table[golden.numbers["words"][chosen[s]][t] * width + d]);
    // The gradient of the loss: softmax of the golden scores, minus 1 at the label.
    for (auto const& [task, layers] : {std::pair("entity", &chunk.entity), std::pair("relation", &chunk.relation)})
      for (std::size_t s = 0; s < 2; ++s) {
        auto const& scores = golden.sequences[std::string(task) + ".scores"][chosen[s]];
        for (std::size_t t = 0; t < scores.rows(); ++t) {
          double sum = 0;
          for (std::size_t k = 0; k < scores.columns(); ++k) sum += std::exp(scores.values[t * scores.columns() + k]);
          for (std::size_t k = 0; k < scores.columns(); ++k)
            layers->score_gradient[(t * 2 + s) * scores.columns() + k] =
                static_cast<float>(std::exp(scores.values[t * scores.columns() + k]) / sum -
                                   (golden.numbers[std::string(task) + ".labels"][chosen[s]][t] == k ? 1.0 : 0.0));
        }
      }
  }
  all.compute_gradients();

  for (std::size_t c = 0; c < numbers.size(); ++c)
    for (auto const& [task, layers] :
         {std::pair("entity", &all.chunks[c].entity), std::pair("relation", &all.chunks[c].relation)})
      for (std::size_t s = 0; s < 2; ++s) {
        auto const& scores = golden.sequences[std::string(task) + ".scores"][numbers[c][s]];
        for (std::size_t i = 0; i < scores.values.size(); ++i)
          require_close(layers->scores[((i / scores.columns()) * 2 + s) * scores.columns() + i % scores.columns()],
                        scores.values[i], std::string("oneDNN, scores of task ") + task);
      }
  auto const compare = [&](std::string const& name, values&, values& gradient, std::size_t columns) {
    auto const& expected = golden.gradients[name].values;
    for (std::size_t i = 0; i < expected.size(); ++i)
      require_close(gradient[place(i, columns, expected.size())], expected[i], "oneDNN, gradient of " + name);
  };
  for_each_weight(all.entity, "entity", compare);
  for_each_weight(all.relation, "relation", compare);
}

/// A batch of random numbers in place of embedded words and gradients (padding costs the same as zeros would), in
/// `chunks` chunks by decreasing length.
void measure(benchmark::State& state, purpose purpose) {
  auto const hidden = static_cast<std::size_t>(state.range(0));
  auto const sentences = static_cast<std::size_t>(state.range(1)), chunks = static_cast<std::size_t>(state.range(2));
  work all(hmt::bench::word_width, hidden, hmt::bench::entity_labels, hmt::bench::relation_labels);
  hmt::random_engine random({.seed = 5});
  auto const fill = [&](values& numbers) {
    for (auto& number : numbers) number = static_cast<float>(random.uniform() - 0.5) * 0.1F;
  };
  auto const draw = [&](std::string const&, values& value, values&, std::size_t) { fill(value); };
  for_each_weight(all.entity, "entity", draw);
  for_each_weight(all.relation, "relation", draw);
  all.entity.fold();
  all.relation.fold();

  auto lengths = hmt::bench::sentence_lengths(sentences);
  std::reverse(lengths.begin(), lengths.end());
  std::size_t words = 0;
  for (std::size_t c = 0; c < chunks; ++c) {
    std::vector<std::size_t> const own(lengths.begin() + static_cast<std::ptrdiff_t>(c * sentences / chunks),
                                       lengths.begin() + static_cast<std::ptrdiff_t>((c + 1) * sentences / chunks));
    auto& chunk = all.chunks.emplace_back(all.engine, all.stream, own, all.entity, all.relation, purpose);
    fill(chunk.words);
    fill(chunk.entity.score_gradient);
    fill(chunk.relation.score_gradient);
    words += chunk.batch.words;
  }
  auto const run = [&] { purpose == purpose::training ? all.train(words) : all.extract(); };
  run();
  for (auto _ : state) run();
  auto const passes = purpose == purpose::training ? hmt::bench::passes_of_training : 1;
  hmt::bench::report(state, passes * hmt::bench::flops_a_word(hidden) * static_cast<double>(words), words);
}

void training(benchmark::State& state) { measure(state, purpose::training); }
void extraction(benchmark::State& state) { measure(state, purpose::extraction); }

}  // namespace

int main(int count, char** arguments) {
  return hmt::bench::run(count, arguments, [] {
    omp_set_num_threads(static_cast<int>(hmt::threads()));
    auto const* const version = dnnl_version();
    benchmark::AddCustomContext("onednn", fmt::format("{}.{}.{}", version->major, version->minor, version->patch));
    check();
    for (auto const& [name, measured] : {std::pair("training_step", &training), std::pair("extraction", &extraction)}) {
      auto* const entry = benchmark::RegisterBenchmark(name, measured)->Unit(benchmark::kMillisecond);
      for (std::int64_t const width : {100, 300, 512})
        for (std::int64_t const sentences : {1, 8, 32, 128})
          for (std::int64_t chunks = 1; chunks == 1 || (chunks <= 8 && 4 * chunks <= sentences); chunks *= 2)
            entry->Args({width, sentences, chunks});
      if (hmt::threads() > 1) entry->UseRealTime();
    }
  });
}
