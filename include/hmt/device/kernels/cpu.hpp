// SPDX-License-Identifier: MIT
// The device `cpu` over the library hmt::kernels: compiled once for each target, selected at run time.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "hmt/core/bfloat16.hpp"
#include "hmt/core/parallel.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/checks.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/frozen_weights.hpp"
#include "hmt/device/host_memory.hpp"
#include "hmt/device/host_parallel.hpp"
#include "hmt/device/kernels/operations.hpp"
#include "hmt/device/kernels/updates.hpp"

namespace hmt::inline kernels {

/// Like `cpu` of `cpu/cpu.hpp`, with the instructions of the selected target (`kernels_target`), whatever `-march` the
/// program is compiled with. The constructor allocates, and throws `config_error` (`target-unknown`), `device_error`
/// (`target-absent`).
template <std::floating_point T, class Operand = T>
requires hmt::detail::KernelsNumbers<T, Operand>
class cpu : public host_memory<T>, public frozen_weights, public host_parallel<cpu<T, Operand>> {
 public:
  using lstm_tape = kernels_tape;

  [[nodiscard]] static constexpr std::string_view name() {
    return std::same_as<Operand, bfloat16> ? "cpu with bfloat16 products" : "cpu";
  }
  /// The target in use.
  [[nodiscard]] static std::string_view target() { return kernels_target(); }
  /// Whether this processor is one of the targets. Throws `config_error`, `device_error`, as `kernels_target` does.
  [[nodiscard]] static bool supported() { return !kernels_target().empty(); }

  void freeze_weights(bool kept) {
    frozen_weights::freeze_weights(kept);
    operations_->freeze_weights_like(*this);
  }
  void freeze_weights_like(frozen_weights const& other) {
    frozen_weights::freeze_weights_like(other);
    operations_->freeze_weights_like(other);
  }

#define HMT_FORWARD(name, parameters, arguments) \
  void name parameters { operations_->name arguments; }
  HMT_KERNELS_OPERATIONS(HMT_FORWARD)
#undef HMT_FORWARD

  /// f(p&, g, s&...) for every element of spans of equal length. The library contains this for its own optimizers; for
  /// others it is a loop over numbers, compiled at the call. Throws `shape_error` (`length`).
  template <class F>
  void update(F const& f, std::span<T> parameter, std::span<T const> gradient,
              std::convertible_to<std::span<T>> auto... state) const {
    if constexpr (hmt::detail::InKernels<F>) {
      using kernel = hmt::detail::dense_update<F, T, sizeof...(state)>;
      (*hmt::detail::kernels_update<kernel>())(f, parameter, gradient, {std::span<T>(state)...});
    } else {
      require_length(gradient.size(), parameter.size(), "update: gradient");
      (require_length(std::span<T>(state).size(), parameter.size(), "update: state"), ...);
      parallel_for_ranges(parameter.size(), worth_sharing, [&](index_range own) {
        for (auto k = own.first; k < own.first + own.count; ++k)
          f(parameter[k], gradient[k], std::span<T>(state)[k]...);
      });
    }
  }

  /// f(zero_gradient[k], gradient(k, c), table(rows[k], c)&, state_tables(rows[k], c)&...) for every k and column c,
  /// likewise. Requires: rows are distinct. Throws `shape_error` (`shape`, `length`, `number-range`).
  template <class F>
  void update_rows(F const& f, std::span<row_index const> rows, std::span<T const> zero_gradient,
                   matrix_view<T const> gradient, matrix_view<T> table,
                   std::convertible_to<matrix_view<T>> auto... state_tables) const {
    if constexpr (hmt::detail::InKernels<F>) {
      using kernel = hmt::detail::row_update<F, T, sizeof...(state_tables)>;
      (*hmt::detail::kernels_update<kernel>())(f, rows, zero_gradient, gradient, table,
                                               {matrix_view<T>(state_tables)...});
    } else {
      require_length(zero_gradient.size(), rows.size(), "update_rows: zero-gradient decays");
      require_shape(gradient, rows.size(), table.columns, "update_rows: gradient");
      (require_shape(matrix_view<T>(state_tables), table.rows, table.columns, "update_rows: state"), ...);
      require_below(rows, table.rows, "update_rows: rows of the table");
      parallel_for_ranges(rows.size(), worth_sharing / (1 + table.columns), [&](index_range numbers) {
        for (auto k = numbers.first; k < numbers.first + numbers.count; ++k)
          for (std::size_t c = 0; c < table.columns; ++c)
            f(zero_gradient[k], gradient(k, c), table(rows[k], c), matrix_view<T>(state_tables)(rows[k], c)...);
      });
    }
  }

 private:
  static constexpr std::size_t worth_sharing = 1 << 15;  ///< numbers per thread

  std::unique_ptr<hmt::detail::kernels_operations<T, Operand>> operations_ =
      hmt::detail::make_kernels_operations<T, Operand>();
};

static_assert(Device<cpu<float>> && Device<cpu<double>> && Device<cpu<float, bfloat16>>);

}  // namespace hmt::inline kernels
