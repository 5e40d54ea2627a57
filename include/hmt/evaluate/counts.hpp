// SPDX-License-Identifier: MIT
// Counts of predicted, gold and correct items, and the scores computed from them.
#pragma once

#include <cstddef>

namespace hmt {

/// For micro averages: add up the counts of all sentences, then compute a score. A score that is 0 / 0 is 0.
struct counts {
  std::size_t predicted = 0;
  std::size_t gold = 0;
  std::size_t correct = 0;

  /// correct / predicted, in [0, 1].
  [[nodiscard]] constexpr double precision() const { return ratio(correct, predicted); }
  /// correct / gold, in [0, 1].
  [[nodiscard]] constexpr double recall() const { return ratio(correct, gold); }
  /// The harmonic mean of both, 2 correct / (predicted + gold), in [0, 1].
  [[nodiscard]] constexpr double f1() const { return ratio(2 * correct, predicted + gold); }

  constexpr counts& operator+=(counts const& other) {
    predicted += other.predicted;
    gold += other.gold;
    correct += other.correct;
    return *this;
  }
  friend constexpr bool operator==(counts const&, counts const&) = default;

 private:
  static constexpr double ratio(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  }
};

}  // namespace hmt
