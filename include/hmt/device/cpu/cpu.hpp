// SPDX-License-Identifier: MIT
// The device that computes on the host's processor, with SIMD and BLAS.
#pragma once

#include <concepts>
#include <string_view>

#include "hmt/device/concept.hpp"
#include "hmt/device/cpu/lstm.hpp"
#include "hmt/device/cpu/products.hpp"
#include "hmt/device/cpu/softmax.hpp"
#include "hmt/device/cpu/training.hpp"
#include "hmt/device/host_memory.hpp"
#include "hmt/device/host_rows.hpp"

namespace hmt {

/// A `Device` on the processor, for float and double, in the SIMD instructions that the compiler was allowed
/// (`-march`). What is computed of a word depends neither on the words of other sentences nor on the number of threads
/// (`set_threads`), to the bit; gradients of weights, sums over all words, are the same to the bit for the same number.
/// Its parts are the bases, of which the products keep memory to work in.
template <std::floating_point T>
class cpu : public host_memory<T>,
            public host_rows<T>,
            public cpu_products<T>,
            public cpu_lstm<T>,
            public cpu_softmax<T>,
            public cpu_training<T> {
 public:
  [[nodiscard]] static constexpr std::string_view name() { return "cpu"; }
  /// Whether this processor has the instructions that the program was compiled for.
  [[nodiscard]] static bool supported() {
    return xsimd::available_architectures().best >= xsimd::default_arch::version();
  }
};

static_assert(Device<cpu<float>> && Device<cpu<double>>);

}  // namespace hmt
