// SPDX-License-Identifier: MIT
// The arguments of a device's matrix products.
#pragma once

namespace hmt {

/// Whether a factor of a product is taken transposed.
enum class transpose { no, yes };

}  // namespace hmt
