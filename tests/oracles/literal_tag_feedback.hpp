// SPDX-License-Identifier: MIT
// Decoders as stated in their papers, word by word with their own previous tag vector as input: the oracle of the
// folded ones.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/tensor.hpp"

namespace hmt::testing {

/// The tensors of a decoder that reads [e_t (if `reads_encoder`), T_{t-1}] and gives T_t = A e_t (unless
/// `reads_encoder`) + B h_t + b_T: eq. 2 and 3 of the paper, or those of Zheng et al. (2017).
struct literal_decoder {
  bool reads_encoder = false;
  std::size_t encoded = 0, hidden = 0, tag = 0;
  std::span<double const> input_weight, recurrent_weight, bias, tag_weight, tag_bias;

  struct gradients {
    std::vector<double> input_weight, recurrent_weight, bias, tag_weight, tag_bias;
    std::vector<double> encoded;  // (time, encoded)
  };

  /// T for one sentence, (time, tag), and by backpropagation through time the gradients of sum(tag_gradient * T),
  /// added.
  std::vector<double> run(matrix_view<double const> e, matrix_view<double const> tag_gradient, gradients& to) const {
    std::size_t const length = e.rows;
    std::size_t const from_encoder = reads_encoder ? encoded : 0;
    std::size_t const input = from_encoder + tag;
    std::size_t const tag_from_encoder = reads_encoder ? 0 : encoded;
    std::size_t const tag_input = tag_from_encoder + hidden;
    std::vector<std::vector<double>> x(length, std::vector<double>(input)), h(length + 1, std::vector<double>(hidden)),
        c(length + 1, std::vector<double>(hidden)), gates(length, std::vector<double>(4 * hidden)),
        y(length, std::vector<double>(tag_input));
    std::vector<double> tags(length * tag);
    auto const sigmoid = [](double value) { return 1 / (1 + std::exp(-value)); };
    for (std::size_t t = 0; t < length; ++t) {
      for (std::size_t k = 0; k < from_encoder; ++k) x[t][k] = e(t, k);
      for (std::size_t k = 0; k < tag; ++k) x[t][from_encoder + k] = t == 0 ? 0 : tags[(t - 1) * tag + k];
      for (std::size_t g = 0; g < 4 * hidden; ++g) {
        double sum = bias[g];
        for (std::size_t k = 0; k < input; ++k) sum += input_weight[g * input + k] * x[t][k];
        for (std::size_t k = 0; k < hidden; ++k) sum += recurrent_weight[g * hidden + k] * h[t][k];
        gates[t][g] = g / hidden == 2 ? std::tanh(sum) : sigmoid(sum);
      }
      for (std::size_t j = 0; j < hidden; ++j) {
        c[t + 1][j] = gates[t][hidden + j] * c[t][j] + gates[t][j] * gates[t][2 * hidden + j];
        h[t + 1][j] = gates[t][3 * hidden + j] * std::tanh(c[t + 1][j]);
      }
      for (std::size_t k = 0; k < tag_from_encoder; ++k) y[t][k] = e(t, k);
      for (std::size_t k = 0; k < hidden; ++k) y[t][tag_from_encoder + k] = h[t + 1][k];
      for (std::size_t k = 0; k < tag; ++k) {
        double sum = tag_bias[k];
        for (std::size_t j = 0; j < tag_input; ++j) sum += tag_weight[k * tag_input + j] * y[t][j];
        tags[t * tag + k] = sum;
      }
    }

    std::vector<double> dh(hidden), dc(hidden), dtag_next(tag);
    for (std::size_t t = length; t-- > 0;) {
      std::vector<double> dtag(tag), dgates(4 * hidden), dx(input);
      for (std::size_t k = 0; k < tag; ++k) {
        dtag[k] = tag_gradient(t, k) + dtag_next[k];
        to.tag_bias[k] += dtag[k];
        for (std::size_t j = 0; j < tag_input; ++j) {
          to.tag_weight[k * tag_input + j] += dtag[k] * y[t][j];
          double const back = dtag[k] * tag_weight[k * tag_input + j];
          if (j < tag_from_encoder)
            to.encoded[t * encoded + j] += back;
          else
            dh[j - tag_from_encoder] += back;
        }
      }
      for (std::size_t j = 0; j < hidden; ++j) {
        double const i = gates[t][j], f = gates[t][hidden + j], g = gates[t][2 * hidden + j],
                     o = gates[t][3 * hidden + j];
        double const tanh_c = std::tanh(c[t + 1][j]);
        dc[j] += dh[j] * o * (1 - tanh_c * tanh_c);
        dgates[j] = dc[j] * g * i * (1 - i);
        dgates[hidden + j] = dc[j] * c[t][j] * f * (1 - f);
        dgates[2 * hidden + j] = dc[j] * i * (1 - g * g);
        dgates[3 * hidden + j] = dh[j] * tanh_c * o * (1 - o);
        dc[j] *= f;
        dh[j] = 0;
      }
      for (std::size_t g = 0; g < 4 * hidden; ++g) {
        to.bias[g] += dgates[g];
        for (std::size_t k = 0; k < input; ++k) {
          to.input_weight[g * input + k] += dgates[g] * x[t][k];
          dx[k] += dgates[g] * input_weight[g * input + k];
        }
        for (std::size_t k = 0; k < hidden; ++k) {
          to.recurrent_weight[g * hidden + k] += dgates[g] * h[t][k];
          dh[k] += dgates[g] * recurrent_weight[g * hidden + k];
        }
      }
      for (std::size_t k = 0; k < from_encoder; ++k) to.encoded[t * encoded + k] += dx[k];
      for (std::size_t k = 0; k < tag; ++k) dtag_next[k] = dx[from_encoder + k];
    }
    return tags;
  }
};

}  // namespace hmt::testing
