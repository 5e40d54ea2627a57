// SPDX-License-Identifier: MIT
// One step of an LSTM for one word: activations, cell and output in one pass over the row, and the same backward.
#pragma once

#include <cstddef>

#include "hmt/device/cpu/simd.hpp"

namespace hmt::detail {

/// The rows that a step forward reads and writes, each of `hidden` numbers but `gates` and `bias` (4*hidden).
template <class T>
struct lstm_cell_forward {
  T const* bias;
  T const* peephole;  ///< 3 rows
  std::size_t peephole_stride;
  T const* cell_before;
  T* gates;  ///< in: products of input and state; out: i, f, g, o
  T* cell;
  T* tanh_cell;
  T* output;
};

/// The equations of `lstm_weights` for one row.
template <bool Peephole, class T>
void step_forward(std::size_t hidden, lstm_cell_forward<T> const& at) {
  for_each_register<T>(hidden, [&](std::size_t k, auto const& part) {
    auto const gate = [&](std::size_t number) {
      return part.load(at.gates + number * hidden + k) + part.load(at.bias + number * hidden + k);
    };
    [[maybe_unused]] auto const peephole = [&](std::size_t number) {
      return part.load(at.peephole + number * at.peephole_stride + k);
    };
    auto const before = part.load(at.cell_before + k);
    auto i = gate(0);
    auto f = gate(1);
    auto o = gate(3);
    if constexpr (Peephole) {
      i = xsimd::fma(peephole(0), before, i);
      f = xsimd::fma(peephole(1), before, f);
    }
    i = sigmoid(i);
    f = sigmoid(f);
    auto const g = tanh(gate(2));
    auto const c = xsimd::fma(f, before, i * g);
    if constexpr (Peephole) o = xsimd::fma(peephole(2), c, o);
    o = sigmoid(o);
    auto const tanh_c = tanh(c);
    part.store(i, at.gates + k);
    part.store(f, at.gates + hidden + k);
    part.store(g, at.gates + 2 * hidden + k);
    part.store(o, at.gates + 3 * hidden + k);
    part.store(c, at.cell + k);
    part.store(tanh_c, at.tanh_cell + k);
    part.store(o * tanh_c, at.output + k);
  });
}

/// The rows that a step backward reads and writes, each of `hidden` numbers but `gates` (4*hidden).
template <class T>
struct lstm_cell_backward {
  T const* peephole;  ///< 3 rows
  std::size_t peephole_stride;
  T const* cell_before;
  T const* cell;
  T const* tanh_cell;
  T const* output_gradient;  ///< from above
  T const* state_gradient;   ///< from the step after
  T* cell_gradient;          ///< in: from the step after; out: for the step before
  T* gates;                  ///< in: i, f, g, o; out: their gradients before activation
  T* peephole_gradient;      ///< 3 rows, added to
  std::size_t peephole_gradient_stride;
};

/// The derivatives of `step_forward`.
template <bool Peephole, class T>
void step_backward(std::size_t hidden, lstm_cell_backward<T> const& at) {
  for_each_register<T>(hidden, [&](std::size_t k, auto const& part) {
    [[maybe_unused]] auto const peephole = [&](std::size_t number) {
      return part.load(at.peephole + number * at.peephole_stride + k);
    };
    [[maybe_unused]] auto const add_peephole_gradient = [&](std::size_t number, simd<T> const& x, simd<T> const& y) {
      T* const to = at.peephole_gradient + number * at.peephole_gradient_stride + k;
      part.store(xsimd::fma(x, y, part.load(to)), to);
    };
    simd<T> const one(T(1));
    auto const i = part.load(at.gates + k);
    auto const f = part.load(at.gates + hidden + k);
    auto const g = part.load(at.gates + 2 * hidden + k);
    auto const o = part.load(at.gates + 3 * hidden + k);
    auto const before = part.load(at.cell_before + k);
    auto const tanh_c = part.load(at.tanh_cell + k);
    auto const dh = part.load(at.output_gradient + k) + part.load(at.state_gradient + k);
    auto const d_o = dh * tanh_c * o * (one - o);
    auto dc = xsimd::fma(dh * o, one - tanh_c * tanh_c, part.load(at.cell_gradient + k));
    if constexpr (Peephole) dc = xsimd::fma(peephole(2), d_o, dc);
    auto const d_i = dc * g * i * (one - i);
    auto const d_f = dc * before * f * (one - f);
    auto const d_g = dc * i * (one - g * g);
    auto dc_before = dc * f;
    if constexpr (Peephole) {
      dc_before = xsimd::fma(peephole(0), d_i, xsimd::fma(peephole(1), d_f, dc_before));
      add_peephole_gradient(0, d_i, before);
      add_peephole_gradient(1, d_f, before);
      add_peephole_gradient(2, d_o, part.load(at.cell + k));
    }
    part.store(dc_before, at.cell_gradient + k);
    part.store(d_i, at.gates + k);
    part.store(d_f, at.gates + hidden + k);
    part.store(d_g, at.gates + 2 * hidden + k);
    part.store(d_o, at.gates + 3 * hidden + k);
  });
}

}  // namespace hmt::detail
