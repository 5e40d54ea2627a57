// SPDX-License-Identifier: MIT
// Overlap resolution: which triples win if a word would need several labels.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// Requirements of an overlap policy `R`: `R::name`; default construction; `fit(training)`; and `order(triples)`, which
/// puts the triples of one sentence into the order in which they claim their words.
template <class R>
concept OverlapPolicy = std::default_initializable<R> &&
    requires(R policy, R const constant, std::span<sentence const> training, std::vector<triple const*>& triples) {
  { R::name } -> std::convertible_to<std::string_view>;
  {policy.fit(training)};
  {constant.order(triples)};
};

namespace tagging {

/// Triples of the most frequent relation in training come first; ties keep the order of the corpus. Every triple has
/// one head and one tail, so a role is as frequent as its relation. Before `fit` all are equally frequent.
class most_frequent_first {
 public:
  static constexpr std::string_view name = "most_frequent_role";

  /// Counts the triples of each relation, forgetting earlier counts.
  void fit(std::span<sentence const> training) {
    triples_of_.clear();
    for (auto const& one : training)
      for (auto const& each : one.triples) ++triples_of_[each.relation];
  }

  void order(std::vector<triple const*>& triples) const {
    std::ranges::stable_sort(triples, std::ranges::greater{}, [this](triple const* each) {
      auto const found = triples_of_.find(each->relation);
      return found == triples_of_.end() ? 0 : found->second;
    });
  }

 private:
  std::unordered_map<std::string, std::size_t> triples_of_;
};

/// The order of the corpus: first come, first served.
struct corpus_order {
  static constexpr std::string_view name = "first_role";
  void fit(std::span<sentence const>) {}
  void order(std::vector<triple const*>&) const {}
};

}  // namespace tagging

}  // namespace hmt
