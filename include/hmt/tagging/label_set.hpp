// SPDX-License-Identifier: MIT
// The labels of a task, in the order of the rows of its output layer.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// Label names and their numbers. Immutable.
class label_set {
 public:
  label_set() = default;
  /// Requires: names are distinct and the first is `O`. Throws `config_error` (`labels`) otherwise.
  explicit label_set(std::vector<std::string> names) : names_(std::move(names)) {
    if (names_.empty() || names_.front() != "O")
      throw config_error("labels", "a label set begins with 'O', this one with " +
                                       (names_.empty() ? "nothing" : "'" + names_.front() + "'"));
    for (row_index i = 0; i < names_.size(); ++i)
      if (!numbers_.emplace(names_[i], i).second)
        throw config_error("labels", "the label '" + names_[i] + "' occurs twice in a label set");
  }

  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] std::vector<std::string> const& names() const { return names_; }
  [[nodiscard]] std::string const& operator[](row_index label) const { return names_[label]; }
  [[nodiscard]] std::optional<row_index> find(std::string const& name) const {
    auto const found = numbers_.find(name);
    return found == numbers_.end() ? std::nullopt : std::optional<row_index>(found->second);
  }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, row_index> numbers_;
};

}  // namespace hmt
