// SPDX-License-Identifier: MIT
// Dropout, norms and updates of parameters on the processor.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hmt/core/parallel.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cpu/simd.hpp"

namespace hmt::inline HMT_TARGET_NAMESPACE {

/// The training operations of `cpu`, except softmax, divided among all threads if large enough: several threads then
/// call f. Has no state and never allocates.
template <std::floating_point T>
class cpu_training {
 public:
  /// Inverted dropout: element (r, c) becomes 0 if word c % 4 of `stream(r, c / 4)` is below rate * 2^32, else in / (1
  /// - rate). `in` may be `out`. Throws `config_error` (`dropout-rate`), `shape_error` (`shape`).
  void dropout(double rate, random_stream stream, matrix_view<T const> in, matrix_view<T> out) const {
    require_dropout_rate(rate);
    require_shape(out, in.rows, in.columns, "dropout");
    auto const dropped_below = static_cast<std::uint64_t>(std::ceil(rate * 0x1p32));
    auto const scale = static_cast<T>(1 / (1 - rate));
    parallel_for_ranges(in.rows, worth_sharing / (1 + in.columns), [&](index_range rows) {
      for (auto r = rows.first; r < rows.first + rows.count; ++r)
        for (std::size_t first = 0; first < in.columns; first += dropout_run)
          drop_run(stream, r, first, std::min(dropout_run, in.columns - first), dropped_below, scale, &in(r, first),
                   &out(r, first));
    });
  }

  /// result[0] += the sum of the squares: blocks are summed in T, the blocks in double, in an order that does not
  /// depend on the number of threads. Throws `shape_error` (`length`).
  void sum_of_squares(std::span<T const> values, std::span<double> result) const {
    require_length(result.size(), 1, "sum_of_squares: result");
    std::array<double, 32> sums{};
    parallel_for_ranges(sums.size(), values.size() < worth_sharing ? sums.size() : 1, [&](index_range own) {
      for (auto number = own.first; number < own.first + own.count; ++number) {
        auto const share = nth_range(values.size(), number, sums.size());
        sums[number] = sum_of_blocks(values.subspan(share.first, share.count));
      }
    });
    for (auto const sum : sums) result[0] += sum;
  }

  /// values *= limit / norm where norm = sqrt(squared_norm[0]) exceeds limit. Throws `shape_error` (`length`).
  void clip(std::span<T> values, std::span<double const> squared_norm, double limit) const {
    require_length(squared_norm.size(), 1, "clip: squared norm");
    auto const norm = std::sqrt(squared_norm[0]);
    if (!(norm > limit)) return;
    auto const scale = static_cast<T>(limit / norm);
    parallel_for_ranges(values.size(), worth_sharing, [&](index_range own) {
      for (auto& value : values.subspan(own.first, own.count)) value *= scale;
    });
  }

  /// f(p&, g, s&...) for every element of spans of equal length, on SIMD batches. Throws `shape_error` (`length`).
  template <class F>
  void update(F&& f, std::span<T> parameter, std::span<T const> gradient,
              std::convertible_to<std::span<T>> auto... state) const {
    require_length(gradient.size(), parameter.size(), "update: gradient");
    (require_length(std::span<T>(state).size(), parameter.size(), "update: state"), ...);
    parallel_for_ranges(parameter.size(), worth_sharing, [&](index_range own) {
      update_run(
          own.count, [&f](auto const& g, auto& p, auto&... s) { f(p, g, s...); }, gradient.data() + own.first,
          parameter.data() + own.first, std::span<T>(state).data() + own.first...);
    });
  }

  /// f(zero_gradient[k], gradient(k, c), table(rows[k], c)&, state_tables(rows[k], c)&...) for every k and column c, on
  /// SIMD batches. Requires: rows are distinct. Throws `shape_error` (`shape`, `length`, `number-range`).
  template <class F>
  void update_rows(F&& f, std::span<row_index const> rows, std::span<T const> zero_gradient,
                   matrix_view<T const> gradient, matrix_view<T> table,
                   std::convertible_to<matrix_view<T>> auto... state_tables) const {
    require_length(zero_gradient.size(), rows.size(), "update_rows: zero-gradient decays");
    require_shape(gradient, rows.size(), table.columns, "update_rows: gradient");
    (require_shape(matrix_view<T>(state_tables), table.rows, table.columns, "update_rows: state"), ...);
    require_below(rows, table.rows, "update_rows: rows of the table");
    parallel_for_ranges(rows.size(), worth_sharing / (1 + table.columns), [&](index_range numbers) {
      for (auto k = numbers.first; k < numbers.first + numbers.count; ++k) {
        detail::simd<T> const steps(zero_gradient[k]);
        update_run(
            table.columns, [&](auto const& g, auto&... own) { f(steps, g, own...); }, gradient.row(k).data(),
            table.row(rows[k]).data(), matrix_view<T>(state_tables).row(rows[k]).data()...);
      }
    });
  }

 private:
  static constexpr std::size_t worth_sharing = 1 << 15;  ///< numbers per thread
  static constexpr std::size_t dropout_run = 64;

  static double sum_of_blocks(std::span<T const> values) {
    constexpr std::size_t block = 1024;
    double sum = 0;
    for (std::size_t first = 0; first < values.size(); first += block) {
      auto const own = values.subspan(first, std::min(block, values.size() - first));
      detail::simd<T> sums(T(0));
      detail::for_each_register<T>(own.size(), [&](std::size_t k, auto const& access) {
        auto const x = access.load(own.data() + k);
        sums = xsimd::fma(x, x, sums);
      });
      sum += static_cast<double>(xsimd::hadd(sums));
    }
    return sum;
  }

  /// Drops in `count` elements of a row from column `first`.
  static void drop_run(random_stream const& stream, std::size_t row, std::size_t first, std::size_t count,
                       std::uint64_t dropped_below, T scale, T const* in, T* out) {
    std::array<std::uint32_t, dropout_run> words;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
    for (std::size_t block = 0; block < dropout_run / 4; ++block) {
      auto const drawn = stream(static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(first / 4 + block));
      for (std::size_t word = 0; word < 4; ++word) words[4 * block + word] = drawn[word];
    }
    // A separate loop, which the compiler makes branchless: branches would be mispredicted at every other word.
    alignas(64) std::array<T, dropout_run> factors;
    for (std::size_t c = 0; c < dropout_run; ++c) factors[c] = words[c] < dropped_below ? T(0) : scale;
    detail::simd<T> const zero(T(0));
    detail::for_each_register<T>(count, [&](std::size_t c, auto const& part) {
      auto const factor = detail::simd<T>::load_aligned(factors.data() + c);
      part.store(xsimd::select(factor == zero, zero, factor * part.load(in + c)), out + c);
    });
  }

  /// Loads a register of each run, lets f change all but the gradient, and stores them again.
  template <class F, class... Own>
  static void update_run(std::size_t count, F const& f, T const* gradient, Own*... own) {
    detail::for_each_register<T>(count, [&](std::size_t k, auto const& access) {
      auto const change = [&](auto... values) {
        f(access.load(gradient + k), values...);
        (access.store(values, own + k), ...);
      };
      change(access.load(own + k)...);
    });
  }
};

}  // namespace hmt::inline HMT_TARGET_NAMESPACE
