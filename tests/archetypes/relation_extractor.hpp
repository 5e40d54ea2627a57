// SPDX-License-Identifier: MIT
// The least a type must offer to be an extractor of relations, and near-misses that are none.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hmt/extract/concept.hpp"

namespace hmt::archetypes {

/// Finds nothing; can be moved, not copied.
struct relation_extractor {
  static constexpr bool finds_entities = false;
  relation_extractor() = default;
  relation_extractor(relation_extractor&&) = default;
  relation_extractor& operator=(relation_extractor&&) = default;

  void fit(corpus const&, corpus const&) {}
  [[nodiscard]] std::vector<extraction> predict(std::span<sentence const> sentences) const {
    return std::vector<extraction>(sentences.size());
  }
  [[nodiscard]] std::vector<std::string> relations() const { return {}; }
  void save(std::string const&) const {}
  [[nodiscard]] static relation_extractor load(std::string const&) { return {}; }
};
static_assert(RelationExtractor<relation_extractor>);

/// Each hides one member behind one that does not fit.
struct relation_extractor_that_loads_another : relation_extractor {};
struct relation_extractor_without_validation : relation_extractor {
  static relation_extractor_without_validation load(std::string const&) { return {}; }
  void fit(corpus const&) {}
};
struct relation_extractor_that_changes_while_predicting : relation_extractor {
  static relation_extractor_that_changes_while_predicting load(std::string const&) { return {}; }
  std::vector<extraction> predict(std::span<sentence const>) { return {}; }
};
static_assert(!RelationExtractor<relation_extractor_that_loads_another>);
static_assert(!RelationExtractor<relation_extractor_without_validation>);
static_assert(!RelationExtractor<relation_extractor_that_changes_while_predicting>);

}  // namespace hmt::archetypes
