// SPDX-License-Identifier: MIT
// Probabilities of labels, written by name.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "hmt/tagging/label_set.hpp"

namespace hmt_test {

/// A matrix (words, labels) in which each word gives one label a probability and the others share the rest.
class label_probabilities {
 public:
  label_probabilities(hmt::label_set const& labels, std::vector<std::pair<std::string, float>> const& words)
      : rows_(words.size()), columns_(labels.size()), values_(rows_ * columns_) {
    for (std::size_t word = 0; word < rows_; ++word)
      for (hmt::row_index label = 0; label < columns_; ++label) {
        auto const& [name, probability] = words[word];
        values_[word * columns_ + label] =
            labels[label] == name ? probability : (1 - probability) / static_cast<float>(columns_ - 1);
      }
  }

  float& at(std::size_t word, std::size_t label) { return values_[word * columns_ + label]; }
  hmt::matrix_view<float const> view() const { return {values_.data(), rows_, columns_}; }

 private:
  std::size_t rows_, columns_;
  std::vector<float> values_;
};

/// The names of labels, joined by blanks.
inline std::string names_of(hmt::label_set const& set, std::vector<hmt::row_index> const& labels) {
  std::string text;
  for (auto const label : labels) text += (text.empty() ? "" : " ") + set[label];
  return text;
}

/// The exception of `action`; empty code and text if it throws nothing.
template <class Error, class Action>
std::pair<std::string, std::string> thrown_by(Action action) {
  try {
    action();
  } catch (Error const& problem) {
    return {std::string(problem.code()), problem.what()};
  }
  return {};
}

}  // namespace hmt_test
