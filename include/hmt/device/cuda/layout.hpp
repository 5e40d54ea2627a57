// SPDX-License-Identifier: MIT
// Row offsets of a packed batch in a GPU's memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "hmt/core/assert.hpp"
#include "hmt/core/host_device.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/cuda/memory.hpp"

namespace hmt {

/// `packed_layout` for kernels: the same numbers, read from the device's memory, so that a kernel recorded once serves
/// every layout.
class cuda_layout {
 public:
  cuda_layout() = default;
  /// `numbers`: the number of steps, then the offsets.
  explicit cuda_layout(row_index const* numbers) : numbers_(numbers) {}
  [[nodiscard]] row_index const* data() const { return numbers_; }

  [[nodiscard]] HMT_HOST_DEVICE std::size_t steps() const { return numbers_[0]; }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t offset(std::size_t step) const {
    HMT_ASSERT(step <= steps());
    return numbers_[1 + step];
  }
  /// 0 past the last step.
  [[nodiscard]] HMT_HOST_DEVICE std::size_t width(std::size_t step) const {
    return step < steps() ? offset(step + 1) - offset(step) : 0;
  }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t sentences() const { return width(0); }
  /// The row of the first word of the s-th longest sentence along the scan.
  [[nodiscard]] HMT_HOST_DEVICE std::size_t first_row(scan_direction direction, std::size_t s) const {
    std::size_t time = 0;
    while (direction == scan_direction::backward && width(time + 1) > s) ++time;
    return offset(time) + s;
  }
  /// The row of its last word.
  [[nodiscard]] HMT_HOST_DEVICE std::size_t last_row(scan_direction direction, std::size_t s) const {
    return first_row(direction == scan_direction::forward ? scan_direction::backward : scan_direction::forward, s);
  }

 private:
  row_index const* numbers_ = nullptr;
};

/// Holds the last layout on the device; the same one is not copied again.
template <class Platform>
class cuda_layouts {
 public:
  /// Allocates only for a layout with more steps than any before.
  cuda_layout of(packed_layout const& layout) {
    wanted_.resize(layout.steps() + 2);
    wanted_[0] = static_cast<row_index>(layout.steps());
    for (std::size_t step = 0; step < layout.steps() + 1; ++step)
      wanted_[1 + step] = layout.steps() == 0 ? 0 : static_cast<row_index>(layout.offset(step));
    if (wanted_ != there_) {
      there_ = wanted_;
      on_device_.resize(std::max(on_device_.size(), there_.size()));
      Platform::to_device(there_.data(), on_device_.data(), there_.size() * sizeof(row_index));
    }
    return cuda_layout(on_device_.data());
  }

 private:
  std::vector<row_index> wanted_, there_;
  cuda_buffer<row_index, Platform> on_device_;
};

}  // namespace hmt
