// SPDX-License-Identifier: MIT
// The device that computes on the host's processor, with SIMD.
#pragma once

#include <concepts>
#include <string_view>

#include "hmt/core/bfloat16.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/cpu/batched_products.hpp"
#include "hmt/device/cpu/lstm.hpp"
#include "hmt/device/cpu/operand.hpp"
#include "hmt/device/cpu/products.hpp"
#include "hmt/device/cpu/sigmoid.hpp"
#include "hmt/device/cpu/softmax.hpp"
#include "hmt/device/cpu/target.hpp"
#include "hmt/device/cpu/training.hpp"
#include "hmt/device/host_crf.hpp"
#include "hmt/device/host_memory.hpp"
#include "hmt/device/host_parallel.hpp"
#include "hmt/device/host_rows.hpp"

namespace hmt::inline HMT_TARGET_NAMESPACE {

/// A `Device` on the processor, for float and double, with the SIMD instructions that the compiler may use (`-march`).
/// Results for a word are bitwise independent of other sentences and of the number of threads (`set_threads`), except
/// LSTM bias and peephole gradients, whose rounding depends on the thread count. Its bases are the parts; the products
/// keep workspace. `Operand` is the type to which the operands of products are rounded: T, or for float `bfloat16`;
/// sums, activations, weights and their updates stay in T. bfloat16 halves the memory traffic for weights. It doubles
/// the multiplications per instruction with AVX-512 BF16, up to sixteen times with AMX, for which a program must be
/// compiled; without either it computes the same products in float.
template <std::floating_point T, detail::OperandFor<T> Operand = T>
class cpu : public host_memory<T>,
            public host_rows<T>,
            public host_crf<T>,
            public cpu_products<T, Operand>,
            public cpu_batched_products<T, Operand>,
            public cpu_lstm<T, Operand>,
            public cpu_softmax<T>,
            public cpu_sigmoid<T>,
            public cpu_training<T>,
            public host_parallel<cpu<T, Operand>> {
 public:
  [[nodiscard]] static constexpr std::string_view name() {
    return std::same_as<Operand, bfloat16> ? "cpu with bfloat16 products" : "cpu";
  }
  /// The target in use: the one for which this translation unit is compiled.
  [[nodiscard]] static constexpr std::string_view target() { return HMT_TARGET_NAME; }
  /// Whether this processor has the instructions for which the program was compiled.
  [[nodiscard]] static bool supported() {
#if HMT_TARGET_BFLOAT16
    if (std::same_as<Operand, bfloat16> && __builtin_cpu_supports("avx512bf16") == 0) return false;
#endif
    return xsimd::available_architectures().best >= xsimd::default_arch::version();
  }
};

static_assert(Device<cpu<float>> && Device<cpu<double>> && Device<cpu<float, bfloat16>>);

}  // namespace hmt::inline HMT_TARGET_NAMESPACE
