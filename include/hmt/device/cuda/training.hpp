// SPDX-License-Identifier: MIT
// Dropout, softmax and its cross-entropy, norms and updates on a GPU.
#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>

#include "hmt/core/host_device.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/cuda/memory.hpp"
#include "hmt/device/cuda/team.hpp"
#include "hmt/device/label_loss.hpp"

namespace hmt {

namespace detail {

/// The largest score of a row; NaN where one is.
template <class T>
HMT_HOST_DEVICE T largest_score(matrix_view<T const> scores, std::size_t r, cuda_team team) {
  T largest = -std::numeric_limits<T>::infinity();
  for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes)
    if (!(scores(r, c) <= largest)) largest = scores(r, c);
  return team.max(largest);
}
/// The sum of exp(score - largest) over a row.
template <class T>
HMT_HOST_DEVICE T sum_of_powers(matrix_view<T const> scores, std::size_t r, T largest, cuda_team team) {
  T sum = 0;
  for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes) sum += std::exp(scores(r, c) - largest);
  return team.sum(sum);
}

/// result[0] += the sum of `count` shares, always in the same order.
template <class Platform>
void add_sum(double const* shares, std::size_t count, double* result) {
  Platform::for_each_team(1, [=] HMT_HOST_DEVICE(std::size_t, cuda_team team) {
    double own = 0;
    for (auto k = team.lane(); k < count; k += cuda_team::lanes) own += shares[k];
    own = team.sum(own);
    if (team.lane() == 0) *result += own;
  });
}

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

/// f(idle, gradient, table, state tables...) at every element of the chosen rows.
template <class F, class T, std::size_t States>
struct update_chosen_rows {
  F f;
  index const* rows;
  T const* idle;
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
    f(idle[number], gradient(number, c), table(row, c), states[S](row, c)...);
  }
};

}  // namespace detail

/// The training operations of `cuda`.
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

  /// As `reference_training::softmax`. Throws `shape_error` (`shape`).
  void softmax(matrix_view<T const> scores, matrix_view<T> probabilities) const {
    require_shape(probabilities, scores.rows, scores.columns, "softmax");
    Platform::for_each_team(scores.columns == 0 ? 0 : scores.rows, [=] HMT_HOST_DEVICE(std::size_t r, cuda_team team) {
      T const largest = detail::largest_score<T>(scores, r, team);
      T const sum = detail::sum_of_powers<T>(scores, r, largest, team);
      for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes)
        probabilities(r, c) = std::exp(scores(r, c) - largest) / sum;
    });
  }

  /// As `reference_training::softmax_cross_entropy`, but that a label past the last score makes the loss NaN. Throws
  /// `shape_error` (`shape`, `length`).
  void softmax_cross_entropy(matrix_view<T const> scores, std::span<index const> labels,
                             std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss,
                             label_loss rule = {}) {
    require_shape(gradient, scores.rows, scores.columns, "softmax_cross_entropy: gradient");
    require_length(labels.size(), scores.rows, "softmax_cross_entropy: labels");
    require_length(label_weights.size(), scores.columns, "softmax_cross_entropy: label weights");
    require_length(loss.size(), 1, "softmax_cross_entropy: loss");
    shares_.resize(scores.rows);
    auto* const shares = shares_.data();
    auto const* const gold = labels.data();
    auto const* const weights = label_weights.data();
    Platform::for_each_team(scores.rows, [=] HMT_HOST_DEVICE(std::size_t r, cuda_team team) {
      auto const label = gold[r];
      T const largest = detail::largest_score<T>(scores, r, team);
      T const log_sum = std::log(detail::sum_of_powers<T>(scores, r, largest, team));
      bool const known = label < scores.columns;
      auto weight = known ? weights[label] : std::numeric_limits<T>::quiet_NaN();
      auto const log_p = known ? static_cast<double>(scores(r, label) - largest - log_sum) : 0.0;
      double share = -static_cast<double>(weight) * log_p;
      T of_label = 1, of_all = 0;  // what the label and every label get of the target distribution
      if (rule.exponent > 0) {
        share = -static_cast<double>(weight) * std::expm1(rule.exponent * log_p) / rule.exponent;
        weight *= static_cast<T>(std::exp(rule.exponent * log_p));
      } else if (rule.smoothing > 0) {
        double sum = 0;
        for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes)
          sum += static_cast<double>(scores(r, c) - largest - log_sum);
        share = (1 - rule.smoothing) * share -
                rule.smoothing * static_cast<double>(weight) * team.sum(sum) / static_cast<double>(scores.columns);
        of_label = static_cast<T>(1 - rule.smoothing);
        of_all = static_cast<T>(rule.smoothing) / static_cast<T>(scores.columns);
      }
      team.wait();  // `gradient` may be `scores`
      for (auto c = team.lane(); c < scores.columns; c += cuda_team::lanes)
        gradient(r, c) =
            weight * (std::exp(scores(r, c) - largest - log_sum) - (c == label ? of_label : T(0)) - of_all);
      if (team.lane() == 0) shares[r] = share;
    });
    detail::add_sum<Platform>(shares, scores.rows, loss.data());
  }

  /// result[0] += the sum of the squares, taken in double. Throws `shape_error` (`length`).
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

  /// f(idle[k], gradient(k, c), table(rows[k], c)&, state_tables(rows[k], c)&...) for every k and column c; rows past
  /// the table's end are left out. Requires: rows are distinct. Throws `shape_error` (`shape`, `length`).
  template <class F>
  void update_rows(F&& f, std::span<index const> rows, std::span<T const> idle, matrix_view<T const> gradient,
                   matrix_view<T> table, std::convertible_to<matrix_view<T>> auto... state_tables) const {
    require_length(idle.size(), rows.size(), "update_rows: idle steps");
    require_shape(gradient, rows.size(), table.columns, "update_rows: gradient");
    (require_shape(matrix_view<T>(state_tables), table.rows, table.columns, "update_rows: state"), ...);
    Platform::for_each(rows.size() * table.columns,
                       detail::update_chosen_rows<std::decay_t<F>, T, sizeof...(state_tables)>{
                           f, rows.data(), idle.data(), gradient, table, {matrix_view<T>(state_tables)...}});
  }

 private:
  static constexpr std::size_t part_size = 4096;

  cuda_buffer<double, Platform> shares_;  // of a sum, one a row or part
};

}  // namespace hmt
