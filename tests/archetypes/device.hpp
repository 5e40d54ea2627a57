// SPDX-License-Identifier: MIT
// Minimal types for the parts of a device, and near-misses. Each does nothing.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "hmt/device/concept.hpp"

namespace hmt::archetypes {

using view = matrix_view<float>;
using source = matrix_view<float const>;

// What each part adds to memory; a device of several parts derives from several of these.

struct row_operations {
  void gather(source, std::span<row_index const>, view) {}
  void scatter_add(source, std::span<row_index const>, view) {}
  void shift(packed_layout const&, scan_direction, source, view) {}
};

struct elementwise_operations {
  void add(source, view) {}
  void subtract(source, view) {}
  void dropout(double, random_stream, source, view) {}
};

struct product_operations {
  void multiply(transpose, transpose, float, source, source, float, view) {}
  void multiply_batch(transpose, transpose, float, float, std::span<matrix_product<float> const>) {}
  void add_row(std::span<float const>, view) {}
  void sum_rows(source, std::span<float>) {}
};

struct recurrent_operations {
  struct lstm_tape {};
  void lstm_forward(packed_layout const&, std::span<source const>,
                    std::span<lstm_forward_run<float, lstm_tape> const>) {}
  void lstm_backward(packed_layout const&, std::span<source const>,
                     std::span<lstm_backward_run<float, lstm_tape> const>, std::span<view const>) {}
};

struct crf_operations {
  void crf_cross_entropy(packed_layout, crf_parameters<float const>, view, std::span<row_index const>, double,
                         crf_parameters<float>, crf_workspace, std::span<double>) {}
  void crf_probabilities(packed_layout, crf_parameters<float const>, view, crf_workspace) {}
};

struct loss_operations {
  void softmax(source, view) {}
  void softmax_cross_entropy(source, std::span<row_index const>, std::span<float const>, view, std::span<double>,
                             label_loss = {}) {}
  void sigmoid_cross_entropy(source, std::span<row_index const>, std::span<float const>, view, std::span<double>,
                             label_loss = {}) {}
};

struct update_operations {
  void sum_of_squares(std::span<float const>, std::span<double>) {}
  void clip(std::span<float>, std::span<double const>, double) {}
  template <class F>
  void update(F&&, std::span<float>, std::span<float const>, std::same_as<std::span<float>> auto...) {}
  template <class F>
  void update_rows(F&&, std::span<row_index const>, std::span<float const>, source, view, std::same_as<view> auto...) {}
};

struct freezing_operations {
  void freeze_weights(bool) {}
  void freeze_weights_like(frozen_weights const&) {}
  std::uint64_t weights_version() const { return 0; }
};

/// A minimal `MemoryDevice`.
struct memory_device {
  using value_type = float;
  template <class U>
  struct buffer {
    void resize(std::size_t) {}
    std::size_t size() const { return 0; }
    U* data() { return nullptr; }
    U const* data() const { return nullptr; }
    std::span<U> view() { return {}; }
    std::span<U const> view() const { return {}; }
  };
  template <class U>
  void upload(std::span<U const>, std::span<U>) {}
  template <class U>
  void download(std::span<U const>, std::span<U>) {}
  void fill(view, float) {}
  void copy(source, view) {}
};
static_assert(MemoryDevice<memory_device>);

/// Minimal types with one more part.
struct row_device : memory_device, row_operations {};
struct elementwise_device : memory_device, elementwise_operations {};
struct product_device : memory_device, product_operations {};
struct recurrent_device : memory_device, recurrent_operations {};
struct crf_device : memory_device, crf_operations {};
struct loss_device : memory_device, loss_operations {};
struct update_device : memory_device, update_operations {};
static_assert(RowDevice<row_device> && !RowDevice<memory_device> && !RowDevice<row_operations>);
static_assert(ElementwiseDevice<elementwise_device> && !ElementwiseDevice<memory_device>);
static_assert(ProductDevice<product_device> && !ProductDevice<memory_device>);
static_assert(RecurrentDevice<recurrent_device> && !RecurrentDevice<product_device>);
static_assert(CrfDevice<crf_device> && !CrfDevice<loss_device>);
static_assert(LossDevice<loss_device> && !LossDevice<crf_device>);
static_assert(UpdateDevice<update_device> && !UpdateDevice<elementwise_device>);
static_assert(FreezableDevice<freezing_operations> && !FreezableDevice<memory_device>);

/// A minimal `Device`: all parts.
struct device : memory_device,
                row_operations,
                elementwise_operations,
                product_operations,
                recurrent_operations,
                crf_operations,
                loss_operations,
                update_operations,
                freezing_operations {
  static std::string_view name() { return "archetype"; }
  static bool supported() { return true; }
  template <class First, class Second>
  void parallel_invoke(First const& first, Second const& second) {
    first(*this);
    second(*this);
  }
};
static_assert(Device<device>);

// Near-misses of a part do not satisfy the whole either.

/// Would compute in integers.
struct device_of_integers : device {
  using value_type = int;
};
static_assert(!MemoryDevice<device_of_integers> && !Device<device_of_integers>);

/// Has no buffers.
struct device_without_buffers : device {
  template <class U>
  struct buffer {};
};
static_assert(!MemoryDevice<device_without_buffers> && !Device<device_without_buffers>);

/// Uploads numbers, but cannot download them.
struct device_without_download : device {
  void download() {}
};
static_assert(!MemoryDevice<device_without_download> && !Device<device_without_download>);

/// Has gather, but not its adjoint.
struct device_without_scatter : device {
  void scatter_add() {}
};
static_assert(!RowDevice<device_without_scatter> && ProductDevice<device_without_scatter> &&
              !Device<device_without_scatter>);

/// Draws its own random numbers, which other devices would not reproduce.
struct device_of_own_dropout : device {
  void dropout(double, source, view) {}
};
static_assert(!ElementwiseDevice<device_of_own_dropout> && !Device<device_of_own_dropout>);

/// Adds, but does not subtract.
struct device_without_subtract : device {
  void subtract() {}
};
static_assert(!ElementwiseDevice<device_without_subtract> && !Device<device_without_subtract>);

/// Multiplies without adding to the result.
struct device_without_accumulation : device {
  void multiply(transpose, transpose, source, source, view) {}
};
static_assert(!ProductDevice<device_without_accumulation> && !Device<device_without_accumulation>);

/// Multiplies one pair of matrices at a time.
struct device_without_batches : device {
  void multiply_batch() {}
};
static_assert(!ProductDevice<device_without_batches> && !Device<device_without_batches>);

/// Accepts one LSTM run, but a layer has two directions.
struct device_of_one_run : device {
  void lstm_forward(packed_layout const&, std::span<source const>, lstm_forward_run<float, lstm_tape> const&) {}
};
static_assert(!RecurrentDevice<device_of_one_run> && !Device<device_of_one_run>);

/// Has no tape for the backward pass.
struct device_without_tape : device {
  using lstm_tape = void;
};
static_assert(!RecurrentDevice<device_without_tape> && !Device<device_without_tape>);

/// Trains a CRF, but does not decode it.
struct device_without_best_sequence : device {
  void crf_probabilities() {}
};
static_assert(!CrfDevice<device_without_best_sequence> && !Device<device_without_best_sequence>);

/// Supports only one rule for the loss of a label.
struct device_of_one_loss : device {
  void softmax_cross_entropy(source, std::span<row_index const>, std::span<float const>, view, std::span<double>) {}
};
static_assert(!LossDevice<device_of_one_loss> && !Device<device_of_one_loss>);

/// Has only the softmax loss.
struct device_without_sigmoid : device {
  void sigmoid_cross_entropy() {}
};
static_assert(!LossDevice<device_without_sigmoid> && !Device<device_without_sigmoid>);

/// Updates all rows of a table or none.
struct device_of_dense_updates : device {
  void update_rows() {}
};
static_assert(!UpdateDevice<device_of_dense_updates> && !Device<device_of_dense_updates>);

/// Cannot freeze weights.
struct device_without_freeze : device {
  void freeze_weights() {}
};
static_assert(!FreezableDevice<device_without_freeze> && !Device<device_without_freeze>);

/// Cannot tell whether the machine supports it.
struct device_without_supported : device {
  static void supported() {}
};
static_assert(UpdateDevice<device_without_supported> && !Device<device_without_supported>);

/// Cannot run two functions in parallel.
struct device_without_parallel_invoke : device {
  void parallel_invoke() {}
};
static_assert(ProductDevice<device_without_parallel_invoke> && !Device<device_without_parallel_invoke>);

}  // namespace hmt::archetypes
