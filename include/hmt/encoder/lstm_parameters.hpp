// SPDX-License-Identifier: MIT
// The tensors of one LSTM direction, for encoders and decoders.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/device/lstm.hpp"
#include "hmt/device/parameters.hpp"

namespace hmt {

/// Names and positions of `input_weight` (4h, in), `recurrent_weight` (4h, h), `bias` (4h) and, with peepholes,
/// `peephole` (3, h: i, f, o) under a prefix.
class lstm_parameters {
 public:
  /// Adds the tensors to `list`. `prefix` is, for example, `entity.encoder.forward`.
  lstm_parameters(parameter_list& list, std::string const& prefix, std::size_t input, std::size_t hidden,
                  bool peepholes)
      : input_(list.add(prefix + ".input_weight", parameter_kind::weight, 4 * hidden, input, of_gates(hidden))),
        recurrent_(
            list.add(prefix + ".recurrent_weight", parameter_kind::weight, 4 * hidden, hidden, of_gates(hidden))),
        bias_(list.add(prefix + ".bias", parameter_kind::bias, 4 * hidden, open_forget_gates(hidden))) {
    if (peepholes) peephole_ = list.add(prefix + ".peephole", parameter_kind::bias, 3, hidden);
  }

  /// The tensors within a buffer of parameters, or of gradients. Does not allocate.
  template <class T>
  [[nodiscard]] lstm_weights<T> weights(std::span<T> buffer) const {
    return {input_.matrix(buffer), recurrent_.matrix(buffer), bias_.vector(buffer), peephole_.matrix(buffer)};
  }

 private:
  /// The fan out is that of one gate.
  static first_values of_gates(std::size_t hidden) { return {.fan_out = hidden}; }
  /// Biases are zero, except one for the forget gates (Jozefowicz et al. 2015).
  static first_values open_forget_gates(std::size_t hidden) {
    std::vector<double> bias(4 * hidden);
    std::fill_n(bias.begin() + static_cast<std::ptrdiff_t>(hidden), hidden, 1.0);
    return {.given = std::move(bias)};
  }

  parameter_slot input_;
  parameter_slot recurrent_;
  parameter_slot bias_;
  parameter_slot peephole_;
};

}  // namespace hmt
