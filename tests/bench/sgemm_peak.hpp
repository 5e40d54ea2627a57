// SPDX-License-Identifier: MIT
// The reference of benchmarks: the rate of a large product through OpenBLAS on the same machine, in the same run, on
// the same threads.
#pragma once

#include <benchmark/benchmark.h>
#include <cblas.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <vector>

#include "hmt/core/parallel.hpp"

namespace hmt::bench {

/// Seconds on the clock of the benchmarks: processor time on one thread, which other programs disturb less; real time
/// on several.
inline double now() {
  if (threads() == 1) return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Floating-point operations per second of the best of several products of 1,536 rows, columns and terms.
inline double measured_peak() {
  constexpr std::size_t size = 1536;
  std::vector<float> const a(size * size, 0.5F);
  std::vector<float> c(size * size);
  auto best = std::numeric_limits<double>::infinity();
  openblas_set_num_threads(static_cast<int>(threads()));
  for (int repetition = 0; repetition < 12; ++repetition) {
    auto const start = now();
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1, a.data(), size, a.data(), size, 0,
                c.data(), size);
    best = std::min(best, now() - start);
  }
  openblas_set_num_threads(1);
  return 2.0 * size * size * size / best;
}

inline double peak_flops = 0;  ///< measured by `run`

/// Reports a benchmark whose iteration takes `flops` operations for `words` words (0: not by words).
inline void report(benchmark::State& state, double flops, std::size_t words = 0) {
  auto const total = flops * static_cast<double>(state.iterations());
  state.counters["GFLOP/s"] = benchmark::Counter(total * 1e-9, benchmark::Counter::kIsRate);
  state.counters["share"] = benchmark::Counter(total / peak_flops, benchmark::Counter::kIsRate);
  if (words == 0) return;
  state.counters["words"] = static_cast<double>(words);
  state.counters["words/s"] = benchmark::Counter(static_cast<double>(words) * static_cast<double>(state.iterations()),
                                                 benchmark::Counter::kIsRate);
}

/// Registers a benchmark, once for each size.
inline void add(char const* name, void (*measured)(benchmark::State&), std::vector<std::int64_t> const& sizes,
                benchmark::TimeUnit unit) {
  auto* const entry = benchmark::RegisterBenchmark(name, measured)->Unit(unit);
  for (auto const size : sizes) entry->Arg(size);
  if (threads() > 1) entry->UseRealTime();
}

/// A benchmark program: sets the threads (HMT_THREADS; 1 if unset, 0 for all cores), measures the peak, runs the
/// benchmarks from `register_all`. Threads and peak go into the context, which is in every output format. Returns the
/// exit status.
template <class Register>
int run(int count, char** arguments, Register register_all) {
  auto const* const wanted = std::getenv("HMT_THREADS");
  set_threads(wanted == nullptr ? 1 : std::strtoul(wanted, nullptr, 10));
  peak_flops = measured_peak();
  benchmark::AddCustomContext("threads", fmt::format("{}", threads()));
  benchmark::AddCustomContext("openblas", openblas_get_config());
#ifdef __clang__
  benchmark::AddCustomContext("compiler", __VERSION__);  // includes the compiler's name
#else
  benchmark::AddCustomContext("compiler", "g++ " __VERSION__);
#endif
  benchmark::AddCustomContext("sgemm_gflops", fmt::format("{:.2f}", peak_flops * 1e-9));
  benchmark::Initialize(&count, arguments);
  register_all();
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace hmt::bench
