// SPDX-License-Identifier: MIT
// The gold labels of a sentence for one task.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include "hmt/core/tensor.hpp"

namespace hmt {

/// Labels of words, one a word or one a word and layer. Only those that are not O are kept, for with hundreds of layers
/// nearly all are.
class gold_labels {
 public:
  /// A label that is not O: its place is word * layers + layer.
  struct tag {
    index place;
    index label;
    friend bool operator==(tag const&, tag const&) = default;
  };

  /// No labels: of a task that has none.
  gold_labels() = default;
  /// One label a word. Allocates.
  gold_labels(std::vector<index> const& labels) : gold_labels(labels, labels.size()) {}
  gold_labels(std::initializer_list<index> labels) : gold_labels(std::vector<index>(labels)) {}
  /// As `TagScheme::encode` gives them: labels of `words` words, a word's layers side by side. `pack`
  /// refuses them unless each word has as many. Allocates.
  gold_labels(std::vector<index> const& labels, std::size_t words)
      : size_(labels.size()), layers_(words == 0 ? 1 : labels.size() / words) {
    for (std::size_t place = 0; place < labels.size(); ++place)
      if (labels[place] != 0) tags_.push_back({static_cast<index>(place), labels[place]});
  }

  /// How many labels there are, O included.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t layers() const { return layers_; }
  /// In the order of their places.
  [[nodiscard]] std::span<tag const> tags() const { return tags_; }

 private:
  std::size_t size_ = 0;
  std::size_t layers_ = 0;
  std::vector<tag> tags_;
};

}  // namespace hmt
