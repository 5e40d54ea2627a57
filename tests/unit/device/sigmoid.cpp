// SPDX-License-Identifier: MIT
#include "hmt/device/cpu/sigmoid.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/device/reference.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_sigmoid)

using namespace hmt::testing;

namespace {

constexpr hmt::label_loss rules[]{{}, {.exponent = 0.7}, {.exponent = 1}, {.smoothing = 0.1}, {.smoothing = 0.75}};

/// Scores up to some 20 in size, and labels for them.
template <class T>
struct sigmoid_case {
  matrix<T> scores, gradient;
  std::vector<hmt::row_index> labels;
  std::vector<T> weights{T(0.5), T(3)};
  std::vector<double> loss{1};

  sigmoid_case(std::size_t rows, std::size_t columns)
      : scores(random_matrix<T>(rows + columns, rows, columns, 2)), gradient(rows, columns, 1) {
    for (auto& score : scores.memory) score *= 40;
    for (std::size_t k = 0; k < rows * columns; ++k) labels.push_back(static_cast<hmt::row_index>(k * 7 / 3 % 2));
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(losses_and_gradients_are_those_computed_by_hand, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto scores = matrix_of<T>(3, {0, T(std::numbers::ln2), -T(std::numbers::ln2)});
  std::vector<hmt::row_index> const labels{1, 0, 1};
  std::vector<T> const weights{1, 2};
  std::vector<double> loss{10};
  device.sigmoid_cross_entropy(scores.source(), labels, weights, scores.view, loss);
  // The scores give label 1 the probabilities 1/2, 2/3 and 1/3.
  auto const expected = matrix_of<T>(3, {-1, T(2) / 3, -T(4) / 3});
  BOOST_TEST(distance(scores.all(), expected.all()) <= tolerance<T>::result);
  BOOST_TEST(std::abs(loss[0] - (10 + 2 * std::log(2.0) + std::log(3.0) + 2 * std::log(3.0))) <=
             10 * tolerance<T>::result);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(it_is_a_softmax_over_zero_and_the_score, D, every_device) {
  using T = typename D::value_type;
  D device;
  hmt::reference<double> plain;
  for (auto const& [rows, columns] : {std::pair(1, 1), {3, 5}, {2, 16}, {1, 70}, {0, 3}, {3, 0}})
    for (auto const& rule : rules) {
      sigmoid_case<T> of(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
      device.sigmoid_cross_entropy(of.scores.source(), of.labels, of.weights, of.gradient.view, of.loss, rule);
      matrix<double> pairs(of.labels.size(), 2);
      for (std::size_t k = 0; k < of.labels.size(); ++k)
        pairs.view(k, 1) = static_cast<double>(of.scores.view(k / of.scores.view.columns, k % of.scores.view.columns));
      std::vector<double> const weights(of.weights.begin(), of.weights.end());
      std::vector<double> loss{1};
      plain.softmax_cross_entropy(pairs.source(), of.labels, weights, pairs.view, loss, rule);
      double worst = std::abs(of.loss[0] / loss[0] - 1);
      for (std::size_t k = 0; k < of.labels.size(); ++k) {
        auto const found = of.gradient.view(k / of.scores.view.columns, k % of.scores.view.columns);
        worst = std::max(worst, std::abs(static_cast<double>(found) - pairs.view(k, 1)));
      }
      BOOST_TEST(worst <= 10 * tolerance<T>::result);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(scores_of_ten_thousand_neither_overflow_nor_vanish, D, every_device) {
  using T = typename D::value_type;
  D device;
  for (auto const& rule : rules) {
    auto scores = matrix_of<T>(4, {10000, 10000, -10000, -10000});
    std::vector<hmt::row_index> const labels{0, 1, 0, 1};
    std::vector<T> const weights{1, 1};
    std::vector<double> loss{0};
    device.sigmoid_cross_entropy(scores.source(), labels, weights, scores.view, loss, rule);
    BOOST_TEST(std::isfinite(loss[0]));
    BOOST_TEST(loss[0] > 1.0);
    for (T const gradient : scores.memory) BOOST_TEST(std::abs(gradient) <= T(1));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(labels_past_one_and_lengths_that_do_not_fit_are_refused, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const refuses = [&](auto change, std::string const& code, std::vector<std::string> const& parts) {
    sigmoid_case<T> of(2, 3);
    change(of);
    BOOST_CHECK_EXCEPTION(
        device.sigmoid_cross_entropy(of.scores.source(), of.labels, of.weights, of.gradient.view, of.loss),
        hmt::shape_error, says<hmt::shape_error>(code, parts));
  };
  refuses([](auto& of) { of.labels.pop_back(); }, "length", {"labels: expected 6", "found 5"});
  refuses([](auto& of) { of.weights.push_back(1); }, "length", {"label weights: expected 2", "found 3"});
  refuses([](auto& of) { of.loss.clear(); }, "length", {"loss: expected 1", "found 0"});
  refuses([](auto& of) { of.gradient = matrix<T>(3, 3); }, "shape", {"gradient: expected shape (2, 3)"});
  if constexpr (!std::is_same_v<D, a_cuda<T>>)
    refuses([](auto& of) { of.labels[4] = 2; }, "number-range", {"below 2", "found 2 at position 4"});
}

BOOST_AUTO_TEST_SUITE_END()
