// SPDX-License-Identifier: MIT
// The random streams of a model's dropout masks.
#pragma once

#include <cstdint>

#include "hmt/core/random.hpp"

namespace hmt {

/// Inverted dropout on the embeddings and on each encoder's output, for one training step. Rate 0 switches it off.
struct dropout_setting {
  double rate = 0.0;       ///< in [0, 1)
  std::uint64_t seed = 0;  ///< of the whole training
  std::uint32_t step = 0;  ///< of the training: no two steps share a mask

  /// The stream of a site: 0 for the embeddings, k + 1 for the encoder of task k.
  [[nodiscard]] random_stream at(std::size_t site) const {
    return {seed, random_purpose::dropout, static_cast<std::uint32_t>(site), step};
  }
};

}  // namespace hmt
