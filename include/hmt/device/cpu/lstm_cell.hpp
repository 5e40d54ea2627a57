// SPDX-License-Identifier: MIT
// One step of an LSTM for one word: activations, cell and output from the gate sums, and the derivatives.
#pragma once

#include <array>
#include <cstddef>

#include "hmt/core/parallel.hpp"
#include "hmt/core/static_for.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/cpu/activation.hpp"
#include "hmt/device/cpu/simd.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

/// The numbers of one word, each a run of `hidden` numbers; at `gates` four of them, `gate_stride` apart.
template <class T>
struct cell_forward {
  std::size_t gate_stride;
  matrix_view<T const> peephole;  ///< (3, hidden): p_i, p_f, p_o
  T const* cell_before;
  T* gates;  ///< in: W x + R h' + b; out: i, f, g, o
  T* cell;
  T* tanh_cell;
  T* output;
};

/// The same for the backward pass.
template <class T>
struct cell_backward {
  std::size_t gate_stride;
  matrix_view<T const> peephole;  ///< (3, hidden)
  T const* cell_before;
  T const* cell;
  T const* tanh_cell;
  T const* state_gradient;           ///< of the output, from above and from the next step
  T* cell_gradient;                  ///< in: from the next step; out: for the previous step
  T* gates;                          ///< in: i, f, g, o; out: their gradients before activation
  matrix_view<T> peephole_gradient;  ///< (3, hidden), added to
  matrix_view<T> bias_gradient;      ///< (4, hidden), added to
};

/// The equations of `lstm_weights` for some units of one word.
template <bool Peephole, class T>
void cells_forward(index_range units, cell_forward<T> const& at) {
  // Two loops shorten the dependency chain.
  for_each_register<T>(units.count, [&](std::size_t offset, auto const& access) {
    auto const k = units.first + offset;
    auto const before = access.load(at.cell_before + k);
    auto i = access.load(at.gates + k);
    auto f = access.load(at.gates + at.gate_stride + k);
    if constexpr (Peephole) {
      i = xsimd::fma(access.load(&at.peephole(0, k)), before, i);
      f = xsimd::fma(access.load(&at.peephole(1, k)), before, f);
    }
    i = sigmoid(i);
    f = sigmoid(f);
    auto const g = tanh(access.load(at.gates + 2 * at.gate_stride + k));
    access.store(i, at.gates + k);
    access.store(f, at.gates + at.gate_stride + k);
    access.store(g, at.gates + 2 * at.gate_stride + k);
    access.store(xsimd::fma(f, before, i * g), at.cell + k);
  });
  for_each_register<T>(units.count, [&](std::size_t offset, auto const& access) {
    auto const k = units.first + offset;
    auto const c = access.load(at.cell + k);
    auto o = access.load(at.gates + 3 * at.gate_stride + k);
    if constexpr (Peephole) o = xsimd::fma(access.load(&at.peephole(2, k)), c, o);
    o = sigmoid(o);
    auto const tanh_c = tanh(c);
    access.store(o, at.gates + 3 * at.gate_stride + k);
    access.store(tanh_c, at.tanh_cell + k);
    access.store(o * tanh_c, at.output + k);
  });
}

/// The derivatives of `cells_forward`.
template <bool Peephole, class T>
void cells_backward(index_range units, cell_backward<T> const& at) {
  for_each_register<T>(units.count, [&](std::size_t offset, auto const& access) {
    auto const k = units.first + offset;
    auto const add_to = [&access](T* to, simd<T> const& x) { access.store(access.load(to) + x, to); };
    simd<T> const one(T(1));
    auto const i = access.load(at.gates + k);
    auto const f = access.load(at.gates + at.gate_stride + k);
    auto const g = access.load(at.gates + 2 * at.gate_stride + k);
    auto const o = access.load(at.gates + 3 * at.gate_stride + k);
    auto const before = access.load(at.cell_before + k);
    auto const tanh_c = access.load(at.tanh_cell + k);
    auto const dh = access.load(at.state_gradient + k);
    auto const d_o = dh * tanh_c * o * (one - o);
    auto dc = xsimd::fma(dh * o, one - tanh_c * tanh_c, access.load(at.cell_gradient + k));
    if constexpr (Peephole) dc = xsimd::fma(access.load(&at.peephole(2, k)), d_o, dc);
    auto const d_i = dc * g * i * (one - i);
    auto const d_f = dc * before * f * (one - f);
    auto const d_g = dc * i * (one - g * g);
    auto dc_before = dc * f;
    if constexpr (Peephole) {
      dc_before =
          xsimd::fma(access.load(&at.peephole(0, k)), d_i, xsimd::fma(access.load(&at.peephole(1, k)), d_f, dc_before));
      add_to(&at.peephole_gradient(0, k), d_i * before);
      add_to(&at.peephole_gradient(1, k), d_f * before);
      add_to(&at.peephole_gradient(2, k), d_o * access.load(at.cell + k));
    }
    access.store(dc_before, at.cell_gradient + k);
    std::array<simd<T>, 4> const gates{d_i, d_f, d_g, d_o};
    static_for<4>([&](auto gate) {
      access.store(gates[gate], at.gates + gate * at.gate_stride + k);
      add_to(&at.bias_gradient(gate, k), gates[gate]);
    });
  });
}

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE
