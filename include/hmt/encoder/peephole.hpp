// SPDX-License-Identifier: MIT
// Policies: whether an LSTM's gates read its cell state.
#pragma once

#include <string_view>

namespace hmt::peephole {

/// Diagonal peepholes p * c, as in Gers & Schmidhuber (2000) and eq. 1 of the paper.
struct diagonal {
  static constexpr bool present = true;
  static constexpr std::string_view description = "peephole::diagonal";
};

/// None: the LSTM of cuDNN and PyTorch.
struct none {
  static constexpr bool present = false;
  static constexpr std::string_view description = "peephole::none";
};

}  // namespace hmt::peephole
