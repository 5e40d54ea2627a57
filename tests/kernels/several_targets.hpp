// SPDX-License-Identifier: MIT
// A computation that sources compiled for different processors share in one program.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/lstm.hpp"
#include "hmt/train/adam.hpp"

/// A source's device, and its results.
struct computation {
  std::string target;
  std::vector<float> numbers;
};

computation computed_for_first_target();
computation computed_for_second_target();

inline std::vector<float> random_numbers(std::uint64_t seed, std::size_t count) {
  std::vector<float> numbers(count);
  hmt::random_engine engine({.seed = seed});
  for (auto& number : numbers) number = static_cast<float>(engine.uniform() - 0.5);
  return numbers;
}

/// A product, softmax, an update of parameters and an LSTM, with sizes that are not multiples of any register.
template <hmt::Device D>
std::vector<float> numbers_on(D device) {
  constexpr std::size_t words = 7, inner = 53, hidden = 19;
  std::vector<float> results;
  auto const a = random_numbers(1, words * inner);
  auto const b = random_numbers(2, inner * hidden);
  std::vector<float> product(words * hidden);
  hmt::matrix_view<float> const c(product.data(), words, hidden);
  device.multiply(hmt::transpose::no, hmt::transpose::no, 1, {a.data(), words, inner}, {b.data(), inner, hidden}, 0, c);
  results.insert(results.end(), product.begin(), product.end());
  device.softmax(c, c);
  results.insert(results.end(), product.begin(), product.end());

  std::vector<float> mean(product.size()), mean_square(product.size());
  device.update(hmt::adam{}.step<float>(1), std::span(product), std::span<float const>(a).first(product.size()),
                std::span(mean), std::span(mean_square));
  results.insert(results.end(), product.begin(), product.end());

  auto const input_weights = random_numbers(3, 4 * hidden * inner), recurrent = random_numbers(4, 4 * hidden * hidden),
             bias = random_numbers(5, 4 * hidden), peephole = random_numbers(6, 3 * hidden);
  std::array<hmt::row_index, 4> const offsets{0, 3, 6, words};  // sentences of 3, 2 and 2 words
  hmt::matrix_view<float const> const input(a.data(), words, inner);
  typename D::lstm_tape tape;
  hmt::lstm_forward_run<float, typename D::lstm_tape> const run{hmt::scan_direction::forward,
                                                                {{input_weights.data(), 4 * hidden, inner},
                                                                 {recurrent.data(), 4 * hidden, hidden},
                                                                 bias,
                                                                 {peephole.data(), 3, hidden}},
                                                                c,
                                                                &tape};
  device.lstm_forward(hmt::packed_layout(offsets), std::span(&input, 1), std::span(&run, 1));
  results.insert(results.end(), product.begin(), product.end());
  return results;
}
