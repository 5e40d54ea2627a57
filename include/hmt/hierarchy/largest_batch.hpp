// SPDX-License-Identifier: MIT
// The message for a batch that does not fit into a device's memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/packed_layout.hpp"

namespace hmt::detail {

/// The number of words of the largest successful batch so far.
class largest_batch {
 public:
  /// Calls work(), and rethrows its `memory_error` with the size of the batch and of the largest one that did fit.
  template <class Work>
  void explain_out_of_memory(packed_layout batch, Work const& work) {
    try {
      work();
      words_ = std::max(words_, batch.rows());
    } catch (memory_error const& error) {
      auto const fits = words_ == 0 ? std::string() : fmt::format(", one of {} words did fit", words_);
      throw memory_error(error.shortage(),
                         fmt::format("the batch has {} words (sentences: {}){}; use fewer sentences per batch, "
                                     "end other programs that use the GPU, or compute on the CPU",
                                     batch.rows(), batch.sentences(), fits));
    }
  }

 private:
  std::size_t words_ = 0;
};

}  // namespace hmt::detail
