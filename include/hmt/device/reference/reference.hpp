// SPDX-License-Identifier: MIT
// The device that implements each operation as plainly as possible; the others are checked against it.
#pragma once

#include <concepts>
#include <string_view>

#include "hmt/device/concept.hpp"
#include "hmt/device/frozen_weights.hpp"
#include "hmt/device/host_crf.hpp"
#include "hmt/device/host_memory.hpp"
#include "hmt/device/host_rows.hpp"
#include "hmt/device/reference/losses.hpp"
#include "hmt/device/reference/lstm.hpp"
#include "hmt/device/reference/products.hpp"
#include "hmt/device/reference/training.hpp"

namespace hmt {

/// A `Device` on the host in plain xtensor, on the calling thread, for float and double. For reading, and for checking
/// the other devices and gradients (in double); not fast, and its operations may allocate temporaries. Its bases are
/// the parts.
template <std::floating_point T>
class reference : public frozen_weights,
                  public host_memory<T>,
                  public host_rows<T>,
                  public host_crf<T>,
                  public reference_products<T>,
                  public reference_lstm<T>,
                  public reference_losses<T>,
                  public reference_training<T> {
 public:
  [[nodiscard]] static constexpr std::string_view name() { return "reference"; }
  /// Runs everywhere.
  [[nodiscard]] static constexpr bool supported() { return true; }

  /// first(device), then second(device).
  template <class First, class Second>
  void parallel_invoke(First const& first, Second const& second) {
    first(*this);
    second(*this);
  }
};

static_assert(Device<reference<float>> && Device<reference<double>>);

}  // namespace hmt
