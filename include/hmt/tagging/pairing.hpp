// SPDX-License-Identifier: MIT
// Pairing policies: which heads and tails of a relation form triples if there are several.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// The numbers of a head and a tail that form a triple.
using head_and_tail = std::pair<std::size_t, std::size_t>;

/// Requirements of a pairing policy `P`: `P::name`, and `P::pairs(heads, tails)`, for the head and tail spans of one
/// relation in a sentence, each in the order of their words: the distinct pairs, ordered by head, then by tail.
template <class P>
concept PairingPolicy = requires(std::span<word_span const> spans) {
  { P::name } -> std::convertible_to<std::string_view>;
  { P::pairs(spans, spans) } -> std::same_as<std::vector<head_and_tail>>;
};

/// The number of words between two spans; 0 if they touch or overlap.
[[nodiscard]] constexpr std::size_t distance_in_words(word_span one, word_span other) {
  if (one.end <= other.begin) return other.begin - one.end;
  if (other.end <= one.begin) return one.begin - other.end;
  return 0;
}

namespace tagging {

/// Each head with its nearest tail and each tail with its nearest head, by `distance_in_words`; of equally near ones
/// the first in the sentence. A span that is both is not paired with itself. So every head and every tail is in at
/// least one triple if the relation has another span of the other role, and one head with five tails gives five
/// triples. The cost is the product of the numbers of heads and tails.
struct nearest {
  static constexpr std::string_view name = "nearest";

  [[nodiscard]] static std::vector<head_and_tail> pairs(std::span<word_span const> heads,
                                                        std::span<word_span const> tails) {
    std::vector<head_and_tail> found;
    for (std::size_t head = 0; head < heads.size(); ++head)
      if (auto const tail = nearest_of(heads[head], tails); tail != tails.size()) found.emplace_back(head, tail);
    for (std::size_t tail = 0; tail < tails.size(); ++tail)
      if (auto const head = nearest_of(tails[tail], heads); head != heads.size()) found.emplace_back(head, tail);
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

 private:
  /// The number of others if none is a different span.
  static std::size_t nearest_of(word_span from, std::span<word_span const> others) {
    std::size_t nearest = others.size();
    for (std::size_t k = 0; k < others.size(); ++k)
      if (others[k] != from &&
          (nearest == others.size() || distance_in_words(from, others[k]) < distance_in_words(from, others[nearest])))
        nearest = k;
    return nearest;
  }
};

/// Each head with each tail that is a different span.
struct all_pairs {
  static constexpr std::string_view name = "all_pairs";

  [[nodiscard]] static std::vector<head_and_tail> pairs(std::span<word_span const> heads,
                                                        std::span<word_span const> tails) {
    std::vector<head_and_tail> found;
    found.reserve(heads.size() * tails.size());
    for (std::size_t head = 0; head < heads.size(); ++head)
      for (std::size_t tail = 0; tail < tails.size(); ++tail)
        if (heads[head] != tails[tail]) found.emplace_back(head, tail);
    return found;
  }
};

}  // namespace tagging

}  // namespace hmt
