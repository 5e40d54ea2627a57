// SPDX-License-Identifier: MIT
// A program's own HMT_ASSERT replaces the library's.
#include <iostream>
#include <stdexcept>

#define HMT_ASSERT(...) ((__VA_ARGS__) ? static_cast<void>(0) : throw std::logic_error(#__VA_ARGS__))
#include "hmt/core/tensor.hpp"

int main() {
  float number = 0;
  hmt::matrix_view<float> const matrix(&number, 1, 1);
  try {
    matrix(0, 1) = 1;
  } catch (std::logic_error const&) {
    return 0;
  }
  std::cerr << "an access outside the matrix was not refused\n";
  return 1;
}
