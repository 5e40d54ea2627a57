// SPDX-License-Identifier: MIT
// The least type that is a `Device`, and near-misses that are not.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>

#include "hmt/device/concept.hpp"

namespace hmt::archetypes {

/// Has every operation and does nothing.
struct device {
  using value_type = float;
  struct lstm_tape {};
  template <class U>
  struct buffer {
    void resize(std::size_t) {}
    std::size_t size() const { return 0; }
    U* data() { return nullptr; }
    U const* data() const { return nullptr; }
    std::span<U> view() { return {}; }
    std::span<U const> view() const { return {}; }
  };
  using view = matrix_view<float>;
  using source = matrix_view<float const>;

  static std::string_view name() { return "archetype"; }
  static bool supported() { return true; }
  void keep_weights(bool);
  void keep_weights_as(kept_weights const&);
  std::uint64_t weights_version() const;
  template <class First, class Second>
  void beside(First const&, Second const&);
  template <class U>
  void upload(std::span<U const>, std::span<U>) {}
  template <class U>
  void download(std::span<U const>, std::span<U>) {}
  void fill(view, float) {}
  void copy(source, view) {}
  void add(source, view) {}
  void gather(source, std::span<index const>, view) {}
  void scatter_add(source, std::span<index const>, view) {}
  void shift(packed_layout const&, direction, source, view) {}
  void multiply(transpose, transpose, float, source, source, float, view) {}
  void add_row(std::span<float const>, view) {}
  void sum_rows(source, std::span<float>) {}
  void lstm_forward(packed_layout const&, std::span<source const>,
                    std::span<lstm_forward_run<float, lstm_tape> const>) {}
  void lstm_backward(packed_layout const&, std::span<source const>,
                     std::span<lstm_backward_run<float, lstm_tape> const>, std::span<view const>) {}
  void dropout(double, random_stream, source, view) {}
  void softmax_cross_entropy(source, std::span<index const>, std::span<float const>, view, std::span<double>,
                             label_loss = {}) {}
  void softmax(source, view) {}
  void chain_cross_entropy(packed_layout, label_chain<float const>, view, std::span<index const>, double,
                           label_chain<float>, chain_memory, std::span<double>) {}
  void chain_probabilities(packed_layout, label_chain<float const>, view, chain_memory) {}
  void sum_of_squares(std::span<float const>, std::span<double>) {}
  void clip(std::span<float>, std::span<double const>, double) {}
  template <class F>
  void update(F&&, std::span<float>, std::span<float const>, std::same_as<std::span<float>> auto...) {}
  template <class F>
  void update_rows(F&&, std::span<index const>, std::span<float const>, source, view, std::same_as<view> auto...) {}
};
static_assert(Device<device>);

/// Would compute in whole numbers.
struct device_of_integers : device {
  using value_type = int;
};
static_assert(!Device<device_of_integers>);

/// Cannot say whether the machine can run it.
struct device_without_supported : device {
  static void supported() {}
};
static_assert(!Device<device_without_supported>);

/// Takes one LSTM run where a layer has two directions.
struct device_of_one_run : device {
  void lstm_forward(packed_layout const&, std::span<source const>, lstm_forward_run<float, lstm_tape> const&) {}
};
static_assert(!Device<device_of_one_run>);

/// Keeps no memory.
struct device_without_buffers : device {
  template <class U>
  struct buffer {};
};
static_assert(!Device<device_without_buffers>);

/// Has no tape for the pass backward.
struct device_without_tape : device {
  using lstm_tape = void;
};
static_assert(!Device<device_without_tape>);

/// Knows gather, and not its adjoint.
struct device_without_scatter : device {
  void scatter_add() {}
};
static_assert(!Device<device_without_scatter>);

}  // namespace hmt::archetypes
