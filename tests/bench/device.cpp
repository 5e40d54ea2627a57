// SPDX-License-Identifier: MIT
// Speed of the device `cpu<float>`: products and a BiLSTM layer of the paper's width, against sgemm in the same run.
//
// `share` is the speed over that of a large sgemm on the same number of threads, measured at the start. The number of
// threads is the environment variable HMT_THREADS (1 if unset; 0: all cores).
#include <benchmark/benchmark.h>
#include <cblas.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/device/cpu.hpp"
#include "sgemm_peak.hpp"

namespace {

using hmt::bench::report;

using device = hmt::cpu<float>;
using view = hmt::matrix_view<float>;
using source = hmt::matrix_view<float const>;

constexpr std::size_t hidden = 300;
constexpr std::size_t sentences = 32;
constexpr std::size_t mean_length = 38;

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
std::vector<hmt::row_index> ragged_offsets() {
  std::vector<hmt::row_index> offsets{0};
  for (std::size_t time = 0;; ++time) {
    hmt::row_index width = 0;
    for (std::size_t s = 0; s < sentences; ++s)
      if (mean_length / 2 + (s * mean_length) / (sentences - 1) > time) ++width;
    if (width == 0) return offsets;
    offsets.push_back(offsets.back() + width);
  }
}

/// The product of one step of the recurrence, through BLAS, which packs the weights each time.
void step_product_blas(benchmark::State& state) {
  auto const rows = static_cast<std::size_t>(state.range(0));
  matrix const h(rows, hidden), weights(4 * hidden, hidden);
  matrix gates(rows, 4 * hidden);
  for (auto _ : state)
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, static_cast<blasint>(rows), 4 * hidden, hidden, 1, h.all.data,
                hidden, weights.all.data, hidden, 1, gates.all.data, 4 * hidden);
  report(state, 2.0 * static_cast<double>(rows * hidden * 4 * hidden));
}

/// The same with weights packed beforehand.
void step_product_packed(benchmark::State& state) {
  auto const rows = static_cast<std::size_t>(state.range(0));
  matrix const h(rows, hidden), weights(4 * hidden, hidden);
  matrix gates(rows, 4 * hidden);
  hmt::detail::packed_matrix<float> packed;
  packed.pack(weights.all, true);
  auto const left = hmt::detail::make_lhs<float>(source(h.all), false, nullptr);
  for (auto _ : state) packed.multiply_add(left, gates.all);
  report(state, 2.0 * static_cast<double>(rows * hidden * 4 * hidden));
}

/// The recurrence with peepholes and its gates, `rows` sentences of the mean length: the work of a step after the
/// input's product.
template <class Operand>
void recurrence_forward(benchmark::State& state) {
  auto const rows = static_cast<std::size_t>(state.range(0));
  std::vector<hmt::row_index> offsets;
  for (std::size_t time = 0; time <= mean_length; ++time) offsets.push_back(static_cast<hmt::row_index>(time * rows));
  hmt::packed_layout const layout(offsets);
  matrix const weights(4 * hidden, hidden), peephole(3, hidden), zeros(1, hidden);
  matrix output(layout.rows(), hidden);
  hmt::host_buffer<float> gates, cells, tanh_cells;
  hmt::detail::packed_matrix<float, Operand> packed;
  hmt::host_buffer<typename hmt::detail::operand_traits<float, Operand>::element> left(layout.rows() * hidden);
  packed.pack(weights.all, true, 1, hmt::detail::packed_matrix<float, Operand>::gates::columns);
  hmt::detail::lstm_rows<float> const at{
      hmt::detail::padded_rows(gates, layout.rows(), 4 * hmt::detail::gate_stride<float>(hidden)),
      hmt::detail::padded_rows(cells, layout.rows(), hidden),
      hmt::detail::padded_rows(tanh_cells, layout.rows(), hidden),
      {zeros.all.data, rows, hidden, 0}};
  for (auto _ : state)
    hmt::detail::steps_forward<true, float, Operand>(layout, hmt::scan_direction::forward, {0, rows}, packed,
                                                     peephole.all, at, output.all, left.data());
  auto const flops = 2.0 * static_cast<double>((layout.rows() - rows) * hidden * 4 * hidden);
  report(state, flops);
  // Weights are read once per step: at one row this bandwidth is the limit.
  state.counters["weights GB/s"] = benchmark::Counter(
      flops / static_cast<double>(rows) * 2e-9 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// Repeatedly reads as many numbers as there are in the recurrent weights of a direction.
void cache_bandwidth(benchmark::State& state) {
  matrix const weights(4 * hidden, hidden);
  using simd = hmt::detail::simd<float>;
  std::array<simd, 8> sums;
  sums.fill(simd(0.0F));
  for (auto _ : state) {
    float const* from = weights.all.data;
    for (std::size_t k = 0; k + sums.size() * simd::size <= 4 * hidden * hidden; k += sums.size() * simd::size)
      hmt::detail::static_for<8>([&](auto n) { sums[n] += simd::load_aligned(from + k + n * simd::size); });
    benchmark::DoNotOptimize(sums);
  }
  state.counters["weights GB/s"] = benchmark::Counter(
      4e-9 * 4 * hidden * hidden * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// A BiLSTM layer with peepholes, its weights and the memory of both passes.
class bilstm_layer {
 public:
  explicit bilstm_layer(std::size_t input)
      : offsets_(ragged_offsets()),
        layout_(offsets_),
        input_(layout_.rows(), input),
        input_gradient_(layout_.rows(), input),
        output_(layout_.rows(), 2 * hidden),
        output_gradient_(layout_.rows(), 2 * hidden) {
    for (std::size_t direction = 0; direction < 2; ++direction)
      for (auto* to : {&weights_, &gradients_}) {
        to->emplace_back(4 * hidden, input);
        to->emplace_back(4 * hidden, hidden);
        to->emplace_back(1, 4 * hidden);
        to->emplace_back(3, hidden);
      }
  }

  void forward() {
    using run = hmt::lstm_forward_run<float, device::lstm_tape>;
    run const runs[]{{direction_of(0), of(weights_, 0), output_.all.column_block(0, hidden), &tapes_[0]},
                     {direction_of(1), of(weights_, 1), output_.all.column_block(hidden, hidden), &tapes_[1]}};
    source const inputs[]{input_.all};
    device_.lstm_forward(layout_, inputs, runs);
  }

  void backward() {
    using run = hmt::lstm_backward_run<float, device::lstm_tape>;
    run const runs[]{{direction_of(0), of(weights_, 0), output_.all.column_block(0, hidden),
                      output_gradient_.all.column_block(0, hidden), of(gradients_, 0), &tapes_[0]},
                     {direction_of(1), of(weights_, 1), output_.all.column_block(hidden, hidden),
                      output_gradient_.all.column_block(hidden, hidden), of(gradients_, 1), &tapes_[1]}};
    source const inputs[]{input_.all};
    view const input_gradients[]{input_gradient_.all};
    device_.lstm_backward(layout_, inputs, runs, input_gradients);
  }

  [[nodiscard]] std::size_t words() const { return layout_.rows(); }
  /// Of the products of one forward pass; a backward pass has twice as many.
  [[nodiscard]] double flops() const {
    return 2.0 * 2.0 * static_cast<double>(words() * 4 * hidden * (input_.all.columns + hidden));
  }

 private:
  static hmt::scan_direction direction_of(std::size_t number) {
    return number == 0 ? hmt::scan_direction::forward : hmt::scan_direction::backward;
  }
  static hmt::lstm_weights<float> of(std::vector<matrix>& parts, std::size_t number) {
    auto* const first = parts.data() + 4 * number;
    return {first[0].all, first[1].all, first[2].memory.view(), first[3].all};
  }

  std::vector<hmt::row_index> offsets_;
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

/// A product of all words of a batch with weights, as in an output layer.
void word_product(benchmark::State& state) {
  auto const columns = static_cast<std::size_t>(state.range(0));
  matrix const words(sentences * mean_length, hidden), weights(columns, hidden);
  matrix scores(words.all.rows, columns);
  device run;
  for (auto _ : state) run.multiply(hmt::transpose::no, hmt::transpose::yes, 1, words.all, weights.all, 0, scores.all);
  report(state, 2.0 * static_cast<double>(words.all.rows * hidden * columns), words.all.rows);
}

/// A product for each sentence of a batch, of all its words with all its words, in one call.
void sentence_products(benchmark::State& state) {
  auto const width = static_cast<std::size_t>(state.range(0));
  std::vector<hmt::matrix_product<float>> products;
  std::vector<matrix> memory;
  double flops = 0;
  for (std::size_t s = 0; s < sentences; ++s) {
    auto const length = mean_length / 2 + s * mean_length / (sentences - 1);
    auto const a = memory.emplace_back(length, width).all;
    auto const b = memory.emplace_back(length, width).all;
    products.push_back({a, b, memory.emplace_back(length, length).all});
    flops += 2.0 * static_cast<double>(length * length * width);
  }
  device run;
  for (auto _ : state) run.multiply_batch(hmt::transpose::no, hmt::transpose::yes, 1, 0, products);
  report(state, flops);
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

}  // namespace

int main(int count, char** arguments) {
  return hmt::bench::run(count, arguments, [] {
    auto const add = [](char const* name, void (*measured)(benchmark::State&), std::vector<std::int64_t> const& sizes) {
      hmt::bench::add(name, measured, sizes, benchmark::kMicrosecond);
    };
    add("step_product_blas", step_product_blas, {1, 8, 32});
    add("step_product_packed", step_product_packed, {1, 8, 32});
    add("cache_bandwidth", cache_bandwidth, {1});
    add("recurrence_forward", recurrence_forward<float>, {1, 2, 4, 8, 16, 32, 128});
    add("recurrence_forward_bfloat16", recurrence_forward<hmt::bfloat16>, {1, 2, 4, 8, 16, 32, 128});
    add("word_product", word_product, {117, 300});
    add("sentence_products", sentence_products, {64, 300});
    add("bilstm_forward", bilstm_forward, {300, 900});
    add("bilstm_forward_backward", bilstm_forward_backward, {300, 900});
    add("dropout", dropout, {600});
  });
}
