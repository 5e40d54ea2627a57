// SPDX-License-Identifier: MIT
// The device that computes on an NVIDIA GPU.
#pragma once

#include <concepts>
#include <memory>
#include <string_view>

#include "hmt/core/bfloat16.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/cuda/batched_products.hpp"
#include "hmt/device/cuda/crf.hpp"
#include "hmt/device/cuda/losses.hpp"
#include "hmt/device/cuda/lstm.hpp"
#include "hmt/device/cuda/memory.hpp"
#include "hmt/device/cuda/products.hpp"
#include "hmt/device/cuda/rows.hpp"
#include "hmt/device/cuda/training.hpp"
#include "hmt/device/frozen_weights.hpp"

namespace hmt {

/// The type to which `cuda<float, tensor_float32>` rounds the operands of products: 8 bits of exponent, 10 of mantissa
/// (TF32). Only a tag.
struct tensor_float32 {};

class cuda_platform;

/// A `Device` on the first GPU visible to the process, for float and double. Operations are queued and return at once;
/// only `download` waits, and only growing buffers, tapes and graphs allocate. Results are bitwise identical from run
/// to run on the same GPU. The devices of one thread share its stream.
///
/// `Operand` is the type to which the operands of products are rounded: T, or for float `tensor_float32` or `bfloat16`,
/// which run on tensor cores; sums, activations, weights and their updates stay in T. `Platform` executes all this
/// (`platform.hpp`): the GPU, or in tests a stand-in on the host.
template <std::floating_point T, class Operand = T, class Platform = cuda_platform>
requires std::same_as<Operand, T> ||
    (std::same_as<T, float> && (std::same_as<Operand, tensor_float32> || std::same_as<Operand, bfloat16>)) class cuda
    : public frozen_weights,
      public cuda_memory<T, Platform>,
      public cuda_lstm<T, Operand, Platform>,
      public cuda_batched_products<T, Operand, Platform>,
      public cuda_losses<T, Platform>,
      public cuda_training<T, Platform>,
      public cuda_crf<T, Platform> {
 public:
  cuda() = default;
  cuda(cuda&&) = default;
  cuda& operator=(cuda&&) = default;
  /// Waits for all queued operations.
  ~cuda() { Platform::wait(); }

  [[nodiscard]] static constexpr std::string_view name() {
    if (std::same_as<Operand, tensor_float32>) return "cuda with TF32 products";
    return std::same_as<Operand, bfloat16> ? "cuda with bfloat16 products" : "cuda";
  }
  /// Whether there is a GPU for which this program has code.
  [[nodiscard]] static bool supported() { return Platform::available(); }

  /// first(device) and second(device), in two streams. Throws what they throw. Allocates the second device the first
  /// time.
  template <class First, class Second>
  void parallel_invoke(First const& first, Second const& second) {
    if (other_ == nullptr) other_ = std::make_unique<cuda>();
    other_->freeze_weights_like(*this);
    Platform::parallel_invoke([&] { first(*this); }, [&] { second(*other_); });
  }

 private:
  std::unique_ptr<cuda> other_;
};

}  // namespace hmt
