// SPDX-License-Identifier: MIT
// Dropout, norms and updates, stated plainly.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/core/xtensor.hpp"
#include "hmt/device/checks.hpp"

namespace hmt {

/// The training operations of `reference`, except losses. Has no state.
template <std::floating_point T>
class reference_training {
 public:
  /// Inverted dropout: element (r, c) becomes 0 if word c % 4 of `stream(r, c / 4)` is below rate * 2^32, else in / (1
  /// - rate). `in` may be `out`. Throws `config_error` (`dropout-rate`), `shape_error` (`shape`).
  void dropout(double rate, random_stream stream, matrix_view<T const> in, matrix_view<T> out) const {
    require_dropout_rate(rate);
    require_shape(out, in.rows, in.columns, "dropout");
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t c = 0; c < in.columns; ++c) {
        auto const word = stream(static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(c / 4))[c % 4];
        out(r, c) = word < rate * 0x1p32 ? T(0) : in(r, c) / static_cast<T>(1 - rate);
      }
  }

  /// result[0] += the sum of the squares, computed in double. Throws `shape_error` (`length`).
  void sum_of_squares(std::span<T const> values, std::span<double> result) const {
    require_length(result.size(), 1, "sum_of_squares: result");
    result[0] += xt::sum(xt::square(xt::cast<double>(as_xtensor(values))))();
  }

  /// values *= limit / norm where norm = sqrt(squared_norm[0]) exceeds limit. Throws `shape_error` (`length`).
  void clip(std::span<T> values, std::span<double const> squared_norm, double limit) const {
    require_length(squared_norm.size(), 1, "clip: squared norm");
    auto const norm = std::sqrt(squared_norm[0]);
    if (norm > limit) xt::noalias(as_xtensor(values)) *= static_cast<T>(limit / norm);
  }

  /// f(p&, g, s&...) for every element of spans of equal length. Throws `shape_error` (`length`).
  template <class F>
  void update(F&& f, std::span<T> parameter, std::span<T const> gradient,
              std::convertible_to<std::span<T>> auto... state) const {
    require_length(gradient.size(), parameter.size(), "update: gradient");
    (require_length(std::span<T>(state).size(), parameter.size(), "update: state"), ...);
    for (std::size_t k = 0; k < parameter.size(); ++k) f(parameter[k], gradient[k], state[k]...);
  }

  /// f(zero_gradient[k], gradient(k, c), table(rows[k], c)&, state_tables(rows[k], c)&...) for every k and column c.
  /// Requires: rows are distinct. Throws `shape_error` (`shape`, `length`, `number-range`).
  template <class F>
  void update_rows(F&& f, std::span<row_index const> rows, std::span<T const> zero_gradient,
                   matrix_view<T const> gradient, matrix_view<T> table,
                   std::convertible_to<matrix_view<T>> auto... state_tables) const {
    require_length(zero_gradient.size(), rows.size(), "update_rows: zero-gradient decays");
    require_shape(gradient, rows.size(), table.columns, "update_rows: gradient");
    (require_shape(matrix_view<T>(state_tables), table.rows, table.columns, "update_rows: state"), ...);
    require_below(rows, table.rows, "update_rows: rows of the table");
    for (std::size_t k = 0; k < rows.size(); ++k)
      for (std::size_t c = 0; c < table.columns; ++c)
        f(zero_gradient[k], gradient(k, c), table(rows[k], c), state_tables(rows[k], c)...);
  }
};

}  // namespace hmt
