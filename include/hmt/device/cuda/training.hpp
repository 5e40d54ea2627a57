// SPDX-License-Identifier: MIT
// Dropout, norms and updates on a GPU.
#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include "hmt/core/host_device.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cuda/memory.hpp"
#include "hmt/device/cuda/sum.hpp"
#include "hmt/device/cuda/team.hpp"

namespace hmt {

namespace detail {

/// f(parameter, gradient, states...) at every element.
template <class F, class T, std::size_t States>
struct update_elements {
  F f;
  T* parameter;
  T const* gradient;
  std::array<T*, States> states;

  HMT_HOST_DEVICE void operator()(std::size_t k) const { call(k, std::make_index_sequence<States>()); }
  template <std::size_t... S>
  HMT_HOST_DEVICE void call(std::size_t k, std::index_sequence<S...>) const {
    f(parameter[k], gradient[k], states[S][k]...);
  }
};

/// f(zero_gradient, gradient, table, state tables...) at every element of the chosen rows.
template <class F, class T, std::size_t States>
struct update_chosen_rows {
  F f;
  row_index const* rows;
  T const* zero_gradient;
  matrix_view<T const> gradient;
  matrix_view<T> table;
  std::array<matrix_view<T>, States> states;

  HMT_HOST_DEVICE void operator()(std::size_t k) const {
    auto const number = k / table.columns;
    if (rows[number] < table.rows) call(number, k % table.columns, std::make_index_sequence<States>());
  }
  template <std::size_t... S>
  HMT_HOST_DEVICE void call(std::size_t number, std::size_t c, std::index_sequence<S...>) const {
    auto const row = rows[number];
    f(zero_gradient[number], gradient(number, c), table(row, c), states[S](row, c)...);
  }
};

}  // namespace detail

/// The training operations of `cuda`, except losses.
template <std::floating_point T, class Platform>
class cuda_training {
 public:
  /// As `reference_training::dropout`, from the same stream. Throws `config_error` (`dropout-rate`), `shape_error`
  /// (`shape`).
  void dropout(double rate, random_stream stream, matrix_view<T const> in, matrix_view<T> out) const {
    require_dropout_rate(rate);
    require_shape(out, in.rows, in.columns, "dropout");
    auto const blocks = (in.columns + 3) / 4;
    Platform::for_each(in.rows * blocks, [=] HMT_HOST_DEVICE(std::size_t k) {
      auto const r = k / blocks, block = k % blocks;
      auto const words = stream(static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(block));
      for (std::size_t c = 4 * block; c < in.columns && c < 4 * block + 4; ++c)
        out(r, c) = words[c % 4] < rate * 0x1p32 ? T(0) : in(r, c) / static_cast<T>(1 - rate);
    });
  }

  /// result[0] += the sum of the squares, computed in double. Throws `shape_error` (`length`).
  void sum_of_squares(std::span<T const> values, std::span<double> result) {
    require_length(result.size(), 1, "sum_of_squares: result");
    auto const parts = (values.size() + part_size - 1) / part_size;
    shares_.resize(parts);
    auto* const shares = shares_.data();
    auto const* const from = values.data();
    auto const size = values.size();
    Platform::for_each_team(parts, [=] HMT_HOST_DEVICE(std::size_t number, cuda_team team) {
      double own = 0;
      for (auto k = number * part_size + team.lane(); k < size && k < (number + 1) * part_size; k += cuda_team::lanes)
        own += static_cast<double>(from[k]) * static_cast<double>(from[k]);
      own = team.sum(own);
      if (team.lane() == 0) shares[number] = own;
    });
    detail::add_sum<Platform>(shares, parts, result.data());
  }

  /// values *= limit / norm where norm = sqrt(squared_norm[0]) exceeds limit. Throws `shape_error` (`length`).
  void clip(std::span<T> values, std::span<double const> squared_norm, double limit) const {
    require_length(squared_norm.size(), 1, "clip: squared norm");
    auto* const changed = values.data();
    auto const* const square = squared_norm.data();
    Platform::for_each(values.size(), [=] HMT_HOST_DEVICE(std::size_t k) {
      auto const norm = std::sqrt(square[0]);
      if (norm > limit) changed[k] *= static_cast<T>(limit / norm);
    });
  }

  /// f(p&, g, s&...) for every element of spans of equal length. Throws `shape_error` (`length`).
  template <class F>
  void update(F&& f, std::span<T> parameter, std::span<T const> gradient,
              std::convertible_to<std::span<T>> auto... state) const {
    require_length(gradient.size(), parameter.size(), "update: gradient");
    (require_length(std::span<T>(state).size(), parameter.size(), "update: state"), ...);
    Platform::for_each(parameter.size(), detail::update_elements<std::decay_t<F>, T, sizeof...(state)>{
                                             f, parameter.data(), gradient.data(), {std::span<T>(state).data()...}});
  }

  /// f(zero_gradient[k], gradient(k, c), table(rows[k], c)&, state_tables(rows[k], c)&...) for every k and column c;
  /// rows past the table's end are skipped. Requires: rows are distinct. Throws `shape_error` (`shape`, `length`).
  template <class F>
  void update_rows(F&& f, std::span<row_index const> rows, std::span<T const> zero_gradient,
                   matrix_view<T const> gradient, matrix_view<T> table,
                   std::convertible_to<matrix_view<T>> auto... state_tables) const {
    require_length(zero_gradient.size(), rows.size(), "update_rows: zero-gradient decays");
    require_shape(gradient, rows.size(), table.columns, "update_rows: gradient");
    (require_shape(matrix_view<T>(state_tables), table.rows, table.columns, "update_rows: state"), ...);
    Platform::for_each(rows.size() * table.columns,
                       detail::update_chosen_rows<std::decay_t<F>, T, sizeof...(state_tables)>{
                           f, rows.data(), zero_gradient.data(), gradient, table, {matrix_view<T>(state_tables)...}});
  }

 private:
  static constexpr std::size_t part_size = 4096;

  cuda_buffer<double, Platform> shares_;  // of a sum, one per part
};

}  // namespace hmt
