// SPDX-License-Identifier: MIT
// Uses each linked library; compiles only if headers and C++20 are inherited from the target.
#include <hmt/core/parallel.hpp>
#include <hmt/corpus/tokenizer.hpp>
#include <hmt/device/cpu.hpp>
#include <hmt/version.hpp>

#include <fmt/format.h>

#include <array>

int main() {
  static_assert(__cplusplus >= 202002L);
  hmt::set_threads(2);
  hmt::cpu<float> device;
  std::array<float, 4> const a{1, 2, 3, 4};
  std::array<float, 4> product{};
  hmt::matrix_view<float const> const factor(a.data(), 2, 2);
  device.multiply(hmt::transpose::no, hmt::transpose::no, 1.0F, factor, factor, 0.0F,
                  hmt::matrix_view<float>(product.data(), 2, 2));
  bool const right = product == std::array<float, 4>{7, 10, 15, 22} && hmt::tokenize("Ana lacht.").size() == 3;
  fmt::print("hmt {}.{}: {}\n", HMT_VERSION_MAJOR, HMT_VERSION_MINOR, right ? "works" : "is broken");
  return right ? 0 : 1;
}
