// SPDX-License-Identifier: MIT
// Speed of the device `cpu<float>`: products and a BiLSTM layer of the paper's width, against sgemm in the same run.
//
// `share` is the speed over that of a large sgemm on the same number of threads, measured at the start. The number of
// threads is the environment variable HMT_THREADS (1 if unset; 0: all cores).
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <span>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/device/cpu.hpp"

namespace {

using device = hmt::cpu<float>;
using view = hmt::matrix_view<float>;
using source = hmt::matrix_view<float const>;

constexpr std::size_t hidden = 300;
constexpr std::size_t sentences = 32;
constexpr std::size_t mean_length = 38;

double peak_flops = 0;  ///< of the large sgemm, measured by main

/// A matrix of small random numbers.
struct matrix {
  hmt::host_buffer<float> memory;
  view all;

  matrix(std::size_t rows, std::size_t columns) : memory(rows * columns), all(memory.data(), rows, columns) {
    hmt::random_engine engine({.seed = rows * 31 + columns});
    for (auto& value : memory.view()) value = static_cast<float>(engine.uniform() - 0.5) * 0.1F;
  }
};

/// Offsets of a batch whose sentences have lengths from half the mean to one and a half of it.
std::vector<hmt::index> ragged_offsets() {
  std::vector<hmt::index> offsets{0};
  for (std::size_t time = 0;; ++time) {
    hmt::index width = 0;
    for (std::size_t s = 0; s < sentences; ++s)
      if (mean_length / 2 + (s * mean_length) / (sentences - 1) > time) ++width;
    if (width == 0) return offsets;
    offsets.push_back(offsets.back() + width);
  }
}

void report(benchmark::State& state, double flops, std::size_t words = 0) {
  auto const total = flops * static_cast<double>(state.iterations());
  state.counters["GFLOP/s"] = benchmark::Counter(total * 1e-9, benchmark::Counter::kIsRate);
  state.counters["share"] = benchmark::Counter(total / peak_flops, benchmark::Counter::kIsRate);
  if (words > 0)
    state.counters["words/s"] =
        benchmark::Counter(static_cast<double>(words * state.iterations()), benchmark::Counter::kIsRate);
}

/// The product of one step of the recurrence, through BLAS, which packs the weights each time.
void step_product_blas(benchmark::State& state) {
  auto const rows = static_cast<std::size_t>(state.range(0));
  matrix const h(rows, hidden), weights(4 * hidden, hidden);
  matrix gates(rows, 4 * hidden);
  device const run;
  for (auto _ : state) run.multiply(hmt::transpose::no, hmt::transpose::yes, 1, h.all, weights.all, 1, gates.all);
  report(state, 2.0 * static_cast<double>(rows * hidden * 4 * hidden));
}

/// The same with weights packed before.
void step_product_packed(benchmark::State& state) {
  auto const rows = static_cast<std::size_t>(state.range(0));
  matrix const h(rows, hidden), weights(4 * hidden, hidden);
  matrix gates(rows, 4 * hidden);
  hmt::detail::packed_matrix<float> packed;
  packed.pack(weights.all, true);
  for (auto _ : state) packed.multiply_add(h.all, gates.all);
  report(state, 2.0 * static_cast<double>(rows * hidden * 4 * hidden));
}

/// A BiLSTM layer with peepholes, its weights and what it needs for both passes.
class bilstm_layer {
 public:
  explicit bilstm_layer(std::size_t input)
      : offsets_(ragged_offsets()),
        layout_(offsets_),
        input_(layout_.rows(), input),
        input_gradient_(layout_.rows(), input),
        output_(layout_.rows(), 2 * hidden),
        output_gradient_(layout_.rows(), 2 * hidden) {
    for (std::size_t way = 0; way < 2; ++way)
      for (auto* to : {&weights_, &gradients_}) {
        to->emplace_back(4 * hidden, input);
        to->emplace_back(4 * hidden, hidden);
        to->emplace_back(1, 4 * hidden);
        to->emplace_back(3, hidden);
      }
  }

  void forward() {
    using run = hmt::lstm_forward_run<float, device::lstm_tape>;
    run const runs[]{{way(0), of(weights_, 0), output_.all.column_block(0, hidden), &tapes_[0]},
                     {way(1), of(weights_, 1), output_.all.column_block(hidden, hidden), &tapes_[1]}};
    source const inputs[]{input_.all};
    device_.lstm_forward(layout_, inputs, runs);
  }

  void backward() {
    using run = hmt::lstm_backward_run<float, device::lstm_tape>;
    run const runs[]{{way(0), of(weights_, 0), output_.all.column_block(0, hidden),
                      output_gradient_.all.column_block(0, hidden), of(gradients_, 0), &tapes_[0]},
                     {way(1), of(weights_, 1), output_.all.column_block(hidden, hidden),
                      output_gradient_.all.column_block(hidden, hidden), of(gradients_, 1), &tapes_[1]}};
    source const inputs[]{input_.all};
    view const input_gradients[]{input_gradient_.all};
    device_.lstm_backward(layout_, inputs, runs, input_gradients);
  }

  [[nodiscard]] std::size_t words() const { return layout_.rows(); }
  /// Of the products of one pass forward; a pass backward has twice as many.
  [[nodiscard]] double flops() const {
    return 2.0 * 2.0 * static_cast<double>(words() * 4 * hidden * (input_.all.columns + hidden));
  }

 private:
  static hmt::direction way(std::size_t number) {
    return number == 0 ? hmt::direction::forward : hmt::direction::backward;
  }
  static hmt::lstm_weights<float> of(std::vector<matrix>& parts, std::size_t number) {
    auto* const first = parts.data() + 4 * number;
    return {first[0].all, first[1].all, first[2].memory.view(), first[3].all};
  }

  std::vector<hmt::index> offsets_;
  hmt::packed_layout layout_;
  matrix input_, input_gradient_, output_, output_gradient_;
  std::vector<matrix> weights_, gradients_;
  device device_;
  device::lstm_tape tapes_[2];
};

void bilstm_forward(benchmark::State& state) {
  bilstm_layer layer(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) layer.forward();
  report(state, layer.flops(), layer.words());
}

void bilstm_forward_backward(benchmark::State& state) {
  bilstm_layer layer(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    layer.forward();
    layer.backward();
  }
  report(state, 3 * layer.flops(), layer.words());
}

void dropout(benchmark::State& state) {
  matrix values(sentences * mean_length, static_cast<std::size_t>(state.range(0)));
  device const run;
  hmt::random_stream stream{.purpose = hmt::random_purpose::dropout};
  for (auto _ : state) {
    ++stream.step;
    run.dropout(0.5, stream, values.all, values.all);
  }
  state.counters["words/s"] =
      benchmark::Counter(static_cast<double>(values.all.rows * state.iterations()), benchmark::Counter::kIsRate);
}

/// Seconds that have passed on the clock that the benchmarks go by.
double now() {
  if (hmt::threads() == 1) return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The best of several large products, in operations a second.
double measured_peak() {
  constexpr std::size_t size = 1536;
  matrix const a(size, size), b(size, size);
  matrix c(size, size);
  device const run;
  auto best = std::numeric_limits<double>::infinity();
  for (int repetition = 0; repetition < 12; ++repetition) {
    auto const start = now();
    run.multiply(hmt::transpose::no, hmt::transpose::no, 1, a.all, b.all, 0, c.all);
    best = std::min(best, now() - start);
  }
  return 2.0 * size * size * size / best;
}

/// Processor time on one thread, where other programs then disturb less; real time on several.
void add(char const* name, void (*measured)(benchmark::State&), std::vector<std::int64_t> const& sizes) {
  auto* const entry = benchmark::RegisterBenchmark(name, measured)->Unit(benchmark::kMicrosecond);
  for (auto const size : sizes) entry->Arg(size);
  if (hmt::threads() > 1) entry->UseRealTime();
}

}  // namespace

int main(int count, char** arguments) {
  auto const* const wanted = std::getenv("HMT_THREADS");
  hmt::set_threads(wanted == nullptr ? 1 : std::strtoul(wanted, nullptr, 10));
  peak_flops = measured_peak();
  fmt::print("{} thread(s), sgemm of 1536 x 1536: {:.1f} GFLOP/s\n", hmt::threads(), peak_flops * 1e-9);
  benchmark::Initialize(&count, arguments);
  add("step_product_blas", step_product_blas, {1, 8, 32});
  add("step_product_packed", step_product_packed, {1, 8, 32});
  add("bilstm_forward", bilstm_forward, {300, 900});
  add("bilstm_forward_backward", bilstm_forward_backward, {300, 900});
  add("dropout", dropout, {600});
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
