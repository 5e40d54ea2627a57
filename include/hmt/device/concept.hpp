// SPDX-License-Identifier: MIT
// Devices: memory, and the operations of which every layer is made, in parts that a layer requires.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/crf.hpp"
#include "hmt/device/frozen_weights.hpp"
#include "hmt/device/label_loss.hpp"
#include "hmt/device/lstm.hpp"
#include "hmt/device/product.hpp"

namespace hmt {

// Common to all parts: T stands for `D::value_type`. All views and spans are in the device's memory unless a comment
// says host; `rows` spans hold row numbers. Operations may run after the call returns, in the order of the calls;
// `download` waits. Nothing allocates except growing buffers and tapes. A device object serves one thread. Shapes are
// checked (`shape_error`).

/// Requirements of the memory of a device `D`:
/// - `D::value_type`: float or double; `D::buffer<U>`: owns memory: `resize(n)` (never gives memory back, keeps no
///   content), `size()`, `data()`, `view()` (a `std::span<U>`, also const); movable. New memory is zero;
/// - `upload(host, span)`, `download(span, host)`: copies of equal length, for T, index and double;
/// - `fill(view, value)`; `copy(from, to)`.
template <class D>
concept MemoryDevice = requires(D device, typename D::value_type value, matrix_view<typename D::value_type> view,
                                matrix_view<typename D::value_type const> source,
                                std::span<typename D::value_type> values,
                                std::span<typename D::value_type const> constants, std::span<row_index> rows,
                                std::span<row_index const> constant_rows, std::span<double> sums,
                                std::span<double const> constant_sums,
                                typename D::template buffer<typename D::value_type> buffer,
                                typename D::template buffer<row_index> numbers) {
  requires std::floating_point<typename D::value_type>;
  buffer.resize(std::size_t{});
  { buffer.size() } -> std::same_as<std::size_t>;
  { buffer.view() } -> std::convertible_to<std::span<typename D::value_type>>;
  { numbers.view() } -> std::convertible_to<std::span<row_index>>;
  device.upload(constants, values);
  device.upload(constant_rows, rows);
  device.upload(constant_sums, sums);
  device.download(constants, values);
  device.download(constant_rows, rows);
  device.download(constant_sums, sums);
  device.fill(view, value);
  device.copy(source, view);
};

/// Requirements of a device that moves rows:
/// - `gather(table, rows, out)`: out[r] = table[rows[r]];
/// - `scatter_add(from, rows, table)`: table[rows[r]] += from[r], in the order of r;
/// - `shift(layout, direction, in, out)`: out at a word = in at the previous word along the scan (for `backward`, the
///   next word of the sentence); zero if there is none. Each direction is the adjoint of the other.
template <class D>
concept RowDevice = MemoryDevice<D> &&
    requires(D device, matrix_view<typename D::value_type> view, matrix_view<typename D::value_type const> source,
             std::span<row_index const> rows, packed_layout layout) {
  device.gather(source, rows, view);
  device.scatter_add(source, rows, view);
  device.shift(layout, scan_direction::forward, source, view);
};

/// Requirements of a device that computes element by element:
/// - `add(from, to)`: to += from; `subtract(from, to)`: to -= from;
/// - `dropout(rate, stream, in, out)`: element (r, c) is 0 if word c % 4 of `stream(r, c / 4)` is below rate * 2^32,
///   else in / (1 - rate). `in` may be `out`. Linear, so the same call on gradients is its adjoint. 0 <= rate < 1.
template <class D>
concept ElementwiseDevice = MemoryDevice<D> &&
    requires(D device, matrix_view<typename D::value_type> view, matrix_view<typename D::value_type const> source,
             random_stream stream) {
  device.add(source, view);
  device.subtract(source, view);
  device.dropout(double{}, stream, source, view);
};

/// Requirements of a device that multiplies matrices, and adds to or sums over rows:
/// - `multiply(ta, tb, alpha, a, b, beta, c)`: c = alpha op(a) op(b) + beta c; with beta 0, c need not be finite
///   before;
/// - `multiply_batch(ta, tb, alpha, beta, products)`: the same for each `matrix_product` in a host span; no b is a
///   weight for which derived data could be cached;
/// - `add_row(row, to)`: every row of `to` += row; `sum_rows(from, row)`: row += the sum of all rows.
template <class D>
concept ProductDevice = MemoryDevice<D> &&
    requires(D device, typename D::value_type value, matrix_view<typename D::value_type> view,
             matrix_view<typename D::value_type const> source, std::span<typename D::value_type> values,
             std::span<typename D::value_type const> constants,
             std::span<matrix_product<typename D::value_type> const> products) {
  device.multiply(transpose::no, transpose::yes, value, source, source, value, view);
  device.multiply_batch(transpose::no, transpose::yes, value, value, products);
  device.add_row(constants, view);
  device.sum_rows(source, values);
};

/// Requirements of a device that runs an LSTM over a packed batch, input product included (`lstm.hpp`):
/// - `D::lstm_tape`: default constructible, movable;
/// - `lstm_forward(layout, inputs, runs)`: `inputs` (host span of views (rows, width_k)) are concatenated; each run
///   goes from its initial to its final state, if it has them. Over a `single_step` this is one step;
/// - `lstm_backward(layout, inputs, runs, input_gradients)`: adds to the gradients of weights and initial states and to
///   `input_gradients` (host span of views; an empty view: not wanted), all runs' shares.
template <class D>
concept RecurrentDevice = MemoryDevice<D> &&
    requires(D device, packed_layout layout, typename D::lstm_tape tape,
             std::span<matrix_view<typename D::value_type const> const> inputs,
             std::span<matrix_view<typename D::value_type> const> input_gradients,
             std::span<lstm_forward_run<typename D::value_type, typename D::lstm_tape> const> forward_runs,
             std::span<lstm_backward_run<typename D::value_type, typename D::lstm_tape> const> backward_runs) {
  requires std::default_initializable<typename D::lstm_tape> && std::movable<typename D::lstm_tape>;
  device.lstm_forward(layout, inputs, forward_runs);
  device.lstm_backward(layout, inputs, backward_runs, input_gradients);
};

/// Requirements of a device with linear-chain CRFs (`crf_parameters.hpp`):
/// - `crf_cross_entropy(layout, chain, scores, labels, weight, gradients, memory, loss)`: loss[0] += weight times the
///   sum over sentences and layers of -log of the probability of the gold labels; scores become their gradient; the
///   chain's gradient is added to `gradients`;
/// - `crf_probabilities(layout, chain, scores, memory)`: the score of each label of a sentence's best sequence
///   becomes its probability, others 0.
template <class D>
concept CrfDevice = MemoryDevice<D> &&
    requires(D device, packed_layout layout, crf_parameters<typename D::value_type const> crf,
             crf_parameters<typename D::value_type> gradients, matrix_view<typename D::value_type> view,
             std::span<row_index const> labels, crf_workspace memory, std::span<double> loss) {
  device.crf_cross_entropy(layout, crf, view, labels, double{}, gradients, memory, loss);
  device.crf_probabilities(layout, crf, view, memory);
};

/// Requirements of a device that compares scores with labels:
/// - `softmax(scores, probabilities)` (may be the same view);
/// - `softmax_cross_entropy(scores, labels, label_weights, gradient, loss, rule = {})`: loss[0] += sum over rows of
///   label_weights[label] times `label_loss` of p = softmax(scores)[label], by default -log p; gradient = its gradient
///   with respect to the scores (may be `scores`);
/// - `sigmoid_cross_entropy(scores, labels, label_weights, gradient, loss, rule = {})`: the same with a softmax over
///   (0, score) for each score; `labels`: one per score, in row-major order.
template <class D>
concept LossDevice = MemoryDevice<D> &&
    requires(D device, matrix_view<typename D::value_type> view, matrix_view<typename D::value_type const> source,
             std::span<row_index const> labels, std::span<typename D::value_type const> weights,
             std::span<double> loss) {
  device.softmax(source, view);
  device.softmax_cross_entropy(source, labels, weights, view, loss);
  device.softmax_cross_entropy(source, labels, weights, view, loss, label_loss{});
  device.sigmoid_cross_entropy(source, labels, weights, view, loss);
  device.sigmoid_cross_entropy(source, labels, weights, view, loss, label_loss{});
};

namespace detail {
/// Stands for an optimizer's function in the check below. A type, since nvcc does not accept a lambda there.
struct any_update {
  constexpr void operator()(auto const&...) const {}
};
}  // namespace detail

/// Requirements of a device that changes parameters:
/// - `sum_of_squares(values, result)`: result[0] += the sum; `clip(values, squared_norm, limit)`: values *= limit /
///   norm where norm = sqrt(squared_norm[0]) exceeds limit;
/// - `update(f, parameter, gradient, state...)`: f(p&, g, s&...) for every element of equally long spans, of type T or
///   of a SIMD batch of T: f is generic and has no branches on values;
/// - `update_rows(f, rows, zero_gradient, gradient, table, state_tables...)`: for every k and column c:
///   f(zero_gradient[k], gradient(k, c), table(rows[k], c)&, state_tables(rows[k], c)&...), elementwise as above. Rows
///   are distinct.
template <class D>
concept UpdateDevice = MemoryDevice<D> &&
    requires(D device, matrix_view<typename D::value_type> view, matrix_view<typename D::value_type const> source,
             std::span<typename D::value_type> values, std::span<typename D::value_type const> constants,
             std::span<row_index const> rows, std::span<double> sums, std::span<double const> sum) {
  device.sum_of_squares(constants, sums);
  device.clip(values, sum, double{});
  device.update(detail::any_update{}, values, constants);
  device.update_rows(detail::any_update{}, rows, constants, source, view);
};

/// Requirements of a device that caches data derived from weights while they are frozen:
/// - `freeze_weights(bool)`, `freeze_weights_like(frozen_weights)`, `weights_version()`: see `frozen_weights`.
template <class D>
concept FreezableDevice = requires(D device) {
  device.freeze_weights(bool{});
  device.freeze_weights_like(frozen_weights{});
  { device.weights_version() } -> std::same_as<std::uint64_t>;
};

/// Requirements of a device on which whole models run: all parts, and
/// - `D::name()`, `D::supported()`: whether this build and machine can run it;
/// - `parallel_invoke(first, second)`: first(D&) and second(D&), neither of which accesses what the other writes, each
///   with this device or one like it, possibly concurrently.
template <class D>
concept Device = RowDevice<D> && ElementwiseDevice<D> && ProductDevice<D> && RecurrentDevice<D> && CrfDevice<D> &&
    LossDevice<D> && UpdateDevice<D> && FreezableDevice<D> && requires(D device, void (*work)(D&)) {
  { D::name() } -> std::convertible_to<std::string_view>;
  { D::supported() } -> std::same_as<bool>;
  device.parallel_invoke(work, work);
};

}  // namespace hmt
