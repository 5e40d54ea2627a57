// SPDX-License-Identifier: MIT
// What every layer's pass takes.
#pragma once

#include <span>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// Where a pass runs, the buffers of parameters and of gradients (`parameter_slot` finds a tensor in both), and the
/// rows of the batch. Gradients are empty at extraction. A view: cheap to copy, never allocates.
template <class D>
struct pass_context {
  D& device;
  std::span<typename D::value_type const> parameters;
  std::span<typename D::value_type> gradients;
  packed_layout layout;

  /// The same pass on another device object, for what runs in parallel.
  [[nodiscard]] pass_context on(D& other) const { return {other, parameters, gradients, layout}; }
  /// The same pass over other rows: those of letters within words, say.
  [[nodiscard]] pass_context with(packed_layout rows) const { return {device, parameters, gradients, rows}; }
};

}  // namespace hmt
