// SPDX-License-Identifier: MIT
// The operations of `cpu` as functions that the library hmt::kernels provides for each target.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>

#include "hmt/core/bfloat16.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/crf.hpp"
#include "hmt/device/frozen_weights.hpp"
#include "hmt/device/label_loss.hpp"
#include "hmt/device/lstm.hpp"
#include "hmt/device/product.hpp"

/// The operations in the library, one per line: OPERATION(name, (parameters), (arguments)). `Device` specifies them. A
/// new operation of `cpu` only needs a line here; an update with a function object is a template and belongs in
/// `updates.hpp`.
// clang-format off
#define HMT_KERNELS_OPERATIONS(OPERATION) \
  OPERATION(fill, (matrix_view<T> view, T value), (view, value)) \
  OPERATION(copy, (matrix_view<T const> from, matrix_view<T> to), (from, to)) \
  OPERATION(add, (matrix_view<T const> from, matrix_view<T> to), (from, to)) \
  OPERATION(subtract, (matrix_view<T const> from, matrix_view<T> to), (from, to)) \
  OPERATION(gather, (matrix_view<T const> table, std::span<row_index const> rows, matrix_view<T> out), (table, rows, out)) \
  OPERATION(scatter_add, (matrix_view<T const> from, std::span<row_index const> rows, matrix_view<T> table), (from, rows, table)) \
  OPERATION(shift, (packed_layout const& layout, scan_direction direction, matrix_view<T const> in, matrix_view<T> out), (layout, direction, in, out)) \
  OPERATION(multiply, (hmt::transpose ta, hmt::transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta, matrix_view<T> c), (ta, tb, alpha, a, b, beta, c)) \
  OPERATION(multiply_batch, (hmt::transpose ta, hmt::transpose tb, T alpha, T beta, std::span<matrix_product<T> const> products), (ta, tb, alpha, beta, products)) \
  OPERATION(add_row, (std::span<T const> row, matrix_view<T> to), (row, to)) \
  OPERATION(sum_rows, (matrix_view<T const> from, std::span<T> row), (from, row)) \
  OPERATION(lstm_forward, (packed_layout const& layout, std::span<matrix_view<T const> const> inputs, std::span<lstm_forward_run<T, kernels_tape> const> runs), (layout, inputs, runs)) \
  OPERATION(lstm_backward, (packed_layout const& layout, std::span<matrix_view<T const> const> inputs, std::span<lstm_backward_run<T, kernels_tape> const> runs, std::span<matrix_view<T> const> input_gradients), (layout, inputs, runs, input_gradients)) \
  OPERATION(dropout, (double rate, random_stream stream, matrix_view<T const> in, matrix_view<T> out), (rate, stream, in, out)) \
  OPERATION(softmax_cross_entropy, (matrix_view<T const> scores, std::span<row_index const> labels, std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss, label_loss rule = {}), (scores, labels, label_weights, gradient, loss, rule)) \
  OPERATION(sigmoid_cross_entropy, (matrix_view<T const> scores, std::span<row_index const> labels, std::span<T const> label_weights, matrix_view<T> gradient, std::span<double> loss, label_loss rule = {}), (scores, labels, label_weights, gradient, loss, rule)) \
  OPERATION(softmax, (matrix_view<T const> scores, matrix_view<T> probabilities), (scores, probabilities)) \
  OPERATION(crf_cross_entropy, (packed_layout const& layout, crf_parameters<T const> crf, matrix_view<T> scores, std::span<row_index const> labels, double weight, crf_parameters<T> gradients, crf_workspace memory, std::span<double> loss), (layout, crf, scores, labels, weight, gradients, memory, loss)) \
  OPERATION(crf_probabilities, (packed_layout const& layout, crf_parameters<T const> crf, matrix_view<T> scores, crf_workspace memory), (layout, crf, scores, memory)) \
  OPERATION(sum_of_squares, (std::span<T const> values, std::span<double> result), (values, result)) \
  OPERATION(clip, (std::span<T> values, std::span<double const> squared_norm, double limit), (values, squared_norm, limit))
// clang-format on

namespace hmt {

/// The `lstm_tape` of a target, which creates it in the first forward pass.
struct kernels_tape {
  /// Base of the tapes of all targets.
  struct contents {
    virtual ~contents() = default;
  };
  std::unique_ptr<contents> of_target;
};

namespace detail {

/// The types of the library: `T` for weights, sums and activations, `Factor` for the operands of products.
template <class T, class Factor>
concept KernelsNumbers = (std::same_as<T, float> && (std::same_as<Factor, float> || std::same_as<Factor, bfloat16>)) ||
                         (std::same_as<T, double> && std::same_as<Factor, double>);

/// A device on one target.
template <std::floating_point T, class Factor>
class kernels_operations {
 public:
  virtual ~kernels_operations() = default;
  virtual void freeze_weights_like(frozen_weights const& promise) = 0;
#define HMT_DECLARE(name, parameters, arguments) virtual void name parameters = 0;
  HMT_KERNELS_OPERATIONS(HMT_DECLARE)
#undef HMT_DECLARE
};

/// A device on the selected target. Throws `config_error` (`target-unknown`), `device_error` (`target-absent`). Defined
/// in the library.
template <std::floating_point T, class Factor>
[[nodiscard]] std::unique_ptr<kernels_operations<T, Factor>> make_kernels_operations();

}  // namespace detail

/// The selected target of `hmt::kernels`, determined at the first call: the one named by the environment variable
/// HMT_TARGET, or the best that this processor supports. Throws `config_error` (`target-unknown`) for an unknown name,
/// `device_error` (`target-absent`) for a target that this processor lacks. Defined in the library.
[[nodiscard]] std::string_view kernels_target();

}  // namespace hmt
