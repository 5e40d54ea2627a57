// SPDX-License-Identifier: MIT
// Base of devices on the processor: two functions at the same time, each with its own device.
#pragma once

#include <cstddef>
#include <memory>

#include "hmt/core/parallel.hpp"

namespace hmt {

/// The part of a device `Derived` that runs two functions concurrently. Requires: `Derived` is default constructible
/// and a `FreezableDevice`.
template <class Derived>
class host_parallel {
 public:
  /// first(device) and second(device), concurrently if there are threads. Throws what they throw. Allocates the second
  /// device the first time.
  template <class First, class Second>
  void parallel_invoke(First const& first, Second const& second) {
    auto& own = static_cast<Derived&>(*this);
    if (threads() < 2) {
      first(own);
      second(own);
      return;
    }
    if (other_ == nullptr) other_ = std::make_unique<Derived>();
    other_->freeze_weights_like(own);
    parallel_for(2, [&](std::size_t number) { number == 0 ? first(own) : second(*other_); });
  }

 private:
  std::unique_ptr<Derived> other_;
};

}  // namespace hmt
