// SPDX-License-Identifier: MIT
// Counter-based random streams (Philox 4x32-10, Salmon et al. 2011): the same draw on every device, in any order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include <Random123/philox.h>

#include "hmt/core/host_device.hpp"

namespace hmt {

/// The purpose of a stream of random numbers; streams of different purposes never share a draw.
enum class random_purpose : std::uint32_t {
  initial_weights,
  shuffle,
  validation_sample,
  dropout,
  testing,
  word_dropout,
  bootstrap,
  split
};

/// One stream: a function from (block, row) to four random words. Holds no state, so it may be used from several
/// threads.
struct random_stream {
  std::uint64_t seed = 0;
  random_purpose purpose = random_purpose::testing;
  std::uint32_t site = 0;  ///< which layer, parameter or task draws (below 2^16)
  std::uint32_t step = 0;  ///< which training step or epoch

  /// Four words of 32 bits, independent of those at any other (row, block).
  [[nodiscard]] HMT_HOST_DEVICE std::array<std::uint32_t, 4> operator()(std::uint32_t row, std::uint32_t block) const {
    auto const drawn =
        r123::Philox4x32{}({{block, row, (static_cast<std::uint32_t>(purpose) << 16U) | site, step}},
                           {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)}});
    return {drawn[0], drawn[1], drawn[2], drawn[3]};
  }
};

/// A uniform random bit generator (as in `<random>`) over row 0 of a stream.
class random_engine {
 public:
  using result_type = std::uint32_t;
  explicit random_engine(random_stream stream) : stream_(stream) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    if (used_ == 4) {
      words_ = stream_(0, block_++);
      used_ = 0;
    }
    return words_[used_++];
  }

  /// Uniform in [0, 1), in steps of 2^-32.
  double uniform() { return (*this)() * 0x1p-32; }

  /// Uniform in [0, bound), without the platform's `<random>` distributions, whose results differ between libraries.
  /// Requires: 0 < bound <= 2^32. The bias is below bound / 2^32.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>((std::uint64_t{(*this)()} * bound) >> 32U); }

 private:
  random_stream stream_;
  std::array<std::uint32_t, 4> words_{};
  std::uint32_t block_ = 0;
  std::size_t used_ = 4;
};

/// Shuffles in place (Fisher and Yates), the same way on every platform.
template <class T>
void shuffle(std::span<T> items, random_engine& engine) {
  for (std::size_t left = items.size(); left > 1; --left) std::swap(items[left - 1], items[engine.below(left)]);
}

}  // namespace hmt
