// SPDX-License-Identifier: MIT
// Reads the golden values that make_golden.py wrote, and turns sentences into packed rows and back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt::golden {

/// Tolerance of a device with this element type against PyTorch's double results, relative to the larger of the value
/// and 1.
template <class T>
constexpr double tolerance = sizeof(T) == sizeof(double) ? 1e-10 : 1e-5;

/// A row-major array of one or two dimensions.
struct array {
  std::vector<std::size_t> shape;
  std::vector<double> values;

  /// The size of the first dimension.
  [[nodiscard]] std::size_t rows() const { return shape.at(0); }
  /// The size of the second dimension; 1 for a vector.
  [[nodiscard]] std::size_t columns() const { return shape.size() > 1 ? shape[1] : 1; }
  /// The values as another element type. Allocates.
  template <class T>
  [[nodiscard]] std::vector<T> as() const {
    return {values.begin(), values.end()};
  }
};

/// A map whose look-up throws `std::out_of_range` naming a missing key.
template <class T>
class named : public std::map<std::string, T> {
 public:
  using std::map<std::string, T>::map;
  [[nodiscard]] T const& operator[](std::string const& key) const {
    auto const found = this->find(key);
    if (found == this->end())
      throw std::out_of_range("golden.json: expected '" + key + "', found nothing of that name");
    return found->second;
  }
};

/// One case, as described in `README.md`; what a case lacks is empty.
struct golden_case {
  std::string name;
  named<std::size_t> sizes;
  std::vector<std::size_t> lengths;                    ///< words of each sentence
  std::vector<std::string> tasks;                      ///< bottom to top
  std::vector<std::size_t> second_batch;               ///< the sentences of the second step
  named<array> weights;                                ///< by name in a model file
  named<array> gradients;                              ///< of the weights
  named<array> after_first_step;                       ///< all weights
  named<array> after_third_step;                       ///< all weights
  named<std::vector<array>> sequences;                 ///< [sentence] of (time, width)
  named<std::vector<std::vector<row_index>>> numbers;  ///< words and labels, [sentence][time]
  named<std::vector<double>> label_weights;
  named<double> loss;  ///< summed over words
};

/// For nlohmann-json.
inline void from_json(nlohmann::json const& json, array& into) {
  json.at("shape").get_to(into.shape);
  json.at("values").get_to(into.values);
}

/// Reads the case called `name` from `golden.json`. Throws `std::runtime_error` if there is none. Allocates.
inline golden_case load_golden(std::string_view name) {
  static auto const cases = [] {
    std::string const path = HMT_SOURCE_DIR "/tests/golden/golden.json";
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + ": expected a file that can be read, found none");
    return nlohmann::json::parse(file).at("cases");
  }();
  auto const found = std::find_if(cases.begin(), cases.end(), [&](auto const& one) { return one.at("name") == name; });
  if (found == cases.end())
    throw std::runtime_error("golden.json: expected a case '" + std::string(name) + "', found none");
  golden_case result;
  auto const read = [&](char const* key, auto& into) {
    if (found->contains(key)) found->at(key).get_to(into);
  };
  read("name", result.name);
  read("sizes", result.sizes);
  read("lengths", result.lengths);
  read("tasks", result.tasks);
  read("second_batch", result.second_batch);
  read("weights", result.weights);
  read("gradients", result.gradients);
  read("after_first_step", result.after_first_step);
  read("after_third_step", result.after_third_step);
  read("sequences", result.sequences);
  read("numbers", result.numbers);
  read("label_weights", result.label_weights);
  read("loss", result.loss);
  return result;
}

/// The packed rows of the words of sentences: time-major, sentences by decreasing length, ties in their order.
class packing {
 public:
  explicit packing(std::vector<std::size_t> const& lengths) : lengths_(lengths), order_(lengths.size()), offsets_{0} {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](auto a, auto b) { return lengths_[a] > lengths_[b]; });
    for (std::size_t time = 0; !order_.empty() && time < lengths_[order_.front()]; ++time)
      offsets_.push_back(offsets_.back() +
                         static_cast<row_index>(std::count_if(lengths_.begin(), lengths_.end(),
                                                              [&](auto length) { return length > time; })));
  }

  /// A view of this object.
  [[nodiscard]] packed_layout layout() const { return packed_layout(offsets_); }

  /// The packed rows (rows, width) of arrays (time, width), one per sentence.
  template <class T>
  [[nodiscard]] std::vector<T> pack(std::vector<array> const& sentences) const {
    std::size_t const width = sentences.at(0).columns();
    std::vector<T> rows(offsets_.back() * width);
    for_each_word([&](std::size_t row, std::size_t sentence, std::size_t time) {
      for (std::size_t c = 0; c < width; ++c)
        rows[row * width + c] = static_cast<T>(sentences.at(sentence).values.at(time * width + c));
    });
    return rows;
  }

  /// The packed words or labels, one per row.
  [[nodiscard]] std::vector<row_index> pack(std::vector<std::vector<row_index>> const& sentences) const {
    std::vector<row_index> rows(offsets_.back());
    for_each_word(
        [&](std::size_t row, std::size_t sentence, std::size_t time) { rows[row] = sentences.at(sentence).at(time); });
    return rows;
  }

  /// The arrays (time, width), one per sentence, of contiguous packed rows (rows, width).
  template <class T>
  [[nodiscard]] std::vector<array> unpack(std::span<T const> rows, std::size_t width) const {
    std::vector<array> sentences;
    for (auto const length : lengths_) sentences.push_back({{length, width}, std::vector<double>(length * width)});
    for_each_word([&](std::size_t row, std::size_t sentence, std::size_t time) {
      for (std::size_t c = 0; c < width; ++c)
        sentences[sentence].values[time * width + c] = static_cast<double>(rows[row * width + c]);
    });
    return sentences;
  }

 private:
  /// Calls `f(row, sentence, time)` for every word.
  template <class F>
  void for_each_word(F f) const {
    for (std::size_t time = 0; time + 1 < offsets_.size(); ++time)
      for (std::size_t row = offsets_[time]; row < offsets_[time + 1]; ++row)
        f(row, order_[row - offsets_[time]], time);
  }

  std::vector<std::size_t> lengths_;
  std::vector<std::size_t> order_;  ///< [s]: which sentence is the s-th longest
  std::vector<row_index> offsets_;
};

}  // namespace hmt::golden
