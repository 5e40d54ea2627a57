// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <numbers>
#include <vector>

#include "hmt/device/reference.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_softmax)

using namespace hmt::testing;

constexpr hmt::label_loss every_rule[]{{}, {.exponent = 0.7}, {.exponent = 1}, {.smoothing = 0.1}, {.smoothing = 0.75}};

BOOST_AUTO_TEST_CASE_TEMPLATE(softmax_gives_the_hand_computed_probabilities, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto scores = matrix_of<T>(3, {0, 0, 0, T(std::numbers::ln2), 0, 0});
  device.softmax(scores.source(), scores.view);
  auto const third = T(1) / T(3);
  auto const expected = matrix_of<T>(3, {third, third, third, T(0.5), T(0.25), T(0.25)});
  BOOST_TEST(distance(scores.all(), expected.all()) <= tolerance<T>::result);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(probabilities_sum_to_one_over_many_widths, D, every_device) {
  using T = typename D::value_type;
  D device;
  for (std::size_t columns = 1; columns <= 37; ++columns) {
    auto const scores = random_matrix<T>(columns, 5, columns, 2);
    matrix<T> probabilities(5, columns, 1);
    device.softmax(scores.source(), probabilities.view);
    for (std::size_t r = 0; r < 5; ++r) {
      double sum = 0;
      for (auto const p : probabilities.view.row(r)) sum += static_cast<double>(p);
      BOOST_TEST(std::abs(sum - 1) <= tolerance<T>::result);
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(few_columns_and_many_rows_agree_with_the_reference, D, every_device) {
  using T = typename D::value_type;
  D device;
  hmt::reference<T> reference;
  for (std::size_t columns = 1; columns <= 9; ++columns)
    for (std::size_t const rows : {1, 3, 4, 7, 8, 15, 16, 17, 33}) {
      auto const scores = random_matrix<T>(rows + columns, rows, columns, 3);
      std::vector<hmt::row_index> labels(rows);
      for (std::size_t r = 0; r < rows; ++r) labels[r] = static_cast<hmt::row_index>(r * 7 % columns);
      std::vector<T> weights(columns);
      for (std::size_t c = 0; c < columns; ++c) weights[c] = static_cast<T>(c + 1);
      matrix<T> found(rows, columns), expected(rows, columns);
      std::vector<double> found_loss{1}, expected_loss{1};
      for (auto const& rule : every_rule) {
        device.softmax_cross_entropy(scores.source(), labels, weights, found.view, found_loss, rule);
        reference.softmax_cross_entropy(scores.source(), labels, weights, expected.view, expected_loss, rule);
        BOOST_TEST(distance(found.all(), expected.all()) <= 10 * tolerance<T>::result);
        BOOST_TEST(std::abs(found_loss[0] / expected_loss[0] - 1) <= tolerance<T>::result);
      }
      device.softmax(scores.source(), found.view);
      reference.softmax(scores.source(), expected.view);
      BOOST_TEST(distance(found.all(), expected.all()) <= tolerance<T>::result);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(scores_of_ten_thousand_neither_overflow_nor_vanish, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const scores = matrix_of<T>(2, {T(1e4), T(-1e4), T(-1e4), T(-1e4)});
  matrix<T> probabilities(2, 2);
  device.softmax(scores.source(), probabilities.view);
  BOOST_TEST((probabilities.memory == std::vector<T>{1, 0, T(0.5), T(0.5)}));
  std::vector<hmt::row_index> const labels{1, 0};
  std::vector<T> const weights{1, 1};
  std::vector<double> loss{0};
  matrix<T> gradient(2, 2);
  device.softmax_cross_entropy(scores.source(), labels, weights, gradient.view, loss);
  BOOST_TEST(std::abs(loss[0] / (2e4 + std::numbers::ln2) - 1) <= tolerance<T>::result);
  BOOST_TEST((gradient.memory == std::vector<T>{1, -1, T(-0.5), T(0.5)}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(loss_is_added_and_weighs_each_row_by_its_label, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto scores = matrix_of<T>(2, {0, 0, 0, 0});
  std::vector<hmt::row_index> const labels{0, 1};
  std::vector<T> const weights{1, 10};
  std::vector<double> loss{100};
  device.softmax_cross_entropy(scores.source(), labels, weights, scores.view, loss);
  BOOST_TEST(std::abs(loss[0] - (100 + 11 * std::numbers::ln2)) <= 100 * tolerance<T>::result);
  auto const expected = matrix_of<T>(2, {T(-0.5), T(0.5), 5, -5});
  BOOST_TEST(distance(scores.all(), expected.all()) <= tolerance<T>::result);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_exponent_gives_the_generalised_cross_entropy, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const run = [&](double exponent, std::vector<double>& loss) {
    auto scores = matrix_of<T>(3, {T(std::numbers::ln2), 0, 0, 0, 0, 0});
    scores.view(1, 0) = T(std::log(14.0));  // probabilities 1/2, 1/4, 1/4 and 7/8, 1/16, 1/16
    std::vector<hmt::row_index> const labels{1, 2};
    std::vector<T> const weights{1, 3, 5};
    device.softmax_cross_entropy(scores.source(), labels, weights, scores.view, loss, {.exponent = exponent});
    return scores;
  };
  std::vector<double> loss{100};
  auto const half = run(0.5, loss);  // p^q = 1/2 and 1/4
  BOOST_TEST(std::abs(loss[0] - (100 + 3 * (1 - 0.5) * 2 + 5 * (1 - 0.25) * 2)) <= 100 * tolerance<T>::result);
  auto const expected = matrix_of<T>(3, {T(0.75), T(-1.125), T(0.375), T(1.09375), T(0.078125), T(-1.171875)});
  BOOST_TEST(distance(half.all(), expected.all()) <= 10 * tolerance<T>::result);

  std::vector<double> absolute{0}, almost{0}, logarithm{0};
  run(1, absolute);
  BOOST_TEST(std::abs(absolute[0] - (3 * 0.75 + 5 * 0.9375)) <= 100 * tolerance<T>::result);
  run(1e-9, almost);
  run(0, logarithm);
  BOOST_TEST(std::abs(almost[0] - logarithm[0]) <= 1e-6);  // the limit
}

BOOST_AUTO_TEST_CASE_TEMPLATE(smoothing_shares_a_part_of_the_target_among_all_labels, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto scores = matrix_of<T>(4, {T(std::numbers::ln2), 0, 0, T(-100)});
  scores.view(0, 3) = 0;  // probabilities 2/5, 1/5, 1/5, 1/5
  std::vector<hmt::row_index> const labels{1};
  std::vector<T> const weights{1, 3, 1, 1};
  std::vector<double> loss{100};
  device.softmax_cross_entropy(scores.source(), labels, weights, scores.view, loss, {.smoothing = 0.2});
  // The target is 0.05, 0.85, 0.05, 0.05.
  BOOST_TEST(std::abs(loss[0] - (100 + 3 * (std::log(5.0) - 0.05 * std::numbers::ln2))) <= 100 * tolerance<T>::result);
  auto const expected = matrix_of<T>(4, {T(1.05), T(-1.95), T(0.45), T(0.45)});
  BOOST_TEST(distance(scores.all(), expected.all()) <= 10 * tolerance<T>::result);
}

BOOST_AUTO_TEST_CASE(the_gradient_is_that_of_the_loss_by_differences) {
  auto const check = [](auto device, hmt::label_loss rule) {
    auto scores = random_matrix<double>(1, 4, 5, 2);
    std::vector<hmt::row_index> const labels{4, 0, 2, 2};
    std::vector<double> const weights{1, 2, 10, 1, 0.5};
    matrix<double> gradient(4, 5);
    matrix<double> ignored(4, 5);
    std::vector<double> loss{0};
    device.softmax_cross_entropy(scores.source(), labels, weights, gradient.view, loss, rule);
    auto const loss_with = [&](double& number, double change) {
      auto const kept = number;
      number += change;
      std::vector<double> result{0};
      device.softmax_cross_entropy(scores.source(), labels, weights, ignored.view, result, rule);
      number = kept;
      return result[0];
    };
    constexpr auto step = tolerance<double>::difference_step;
    for (std::size_t r = 0; r < 4; ++r)
      for (std::size_t c = 0; c < 5; ++c) {
        auto& score = scores.view(r, c);
        auto const slope = (loss_with(score, step) - loss_with(score, -step)) / (2 * step);
        BOOST_TEST(derivative_error(gradient.view(r, c), slope) <= tolerance<double>::difference);
      }
  };
  for (auto const& rule : every_rule) {
    check(hmt::reference<double>{}, rule);
    check(hmt::cpu<double>{}, rule);
    check(a_cuda<double>{}, rule);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cpu_agrees_with_reference_over_widths, T, every_element_type) {
  hmt::reference<T> plain;
  hmt::cpu<T> device;
  for (std::size_t columns = 1; columns <= 40; ++columns) {
    auto const scores = random_matrix<T>(columns, 6, columns, 3);
    std::vector<hmt::row_index> labels;
    for (std::size_t r = 0; r < 6; ++r) labels.push_back(static_cast<hmt::row_index>(r % columns));
    auto const weights = random_matrix<T>(7, 1, columns);
    matrix<T> expected(6, columns, 1);
    matrix<T> found(6, columns, 1);
    std::vector<double> expected_loss{0};
    std::vector<double> found_loss{0};
    for (auto const& rule : every_rule) {
      plain.softmax_cross_entropy(scores.source(), labels, weights.all(), expected.view, expected_loss, rule);
      device.softmax_cross_entropy(scores.source(), labels, weights.all(), found.view, found_loss, rule);
      BOOST_TEST(distance(found.all(), expected.all()) <= tolerance<T>::result);
      BOOST_TEST(std::abs(found_loss[0] - expected_loss[0]) <= tolerance<T>::gradient);
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_label_past_the_last_score_is_refused, D, every_host_device) {
  using T = typename D::value_type;
  D device;
  auto scores = random_matrix<T>(1, 2, 3);
  std::vector<double> loss{0};
  std::vector<T> const weights(3, T(1));
  std::vector<hmt::row_index> const labels{0, 3};
  BOOST_CHECK_EXCEPTION(device.softmax_cross_entropy(scores.source(), labels, weights, scores.view, loss),
                        hmt::shape_error,
                        says<hmt::shape_error>("number-range", {"labels", "below 3", "found 3", "position 1"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(labels_and_weights_that_do_not_fit_are_refused, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto scores = random_matrix<T>(1, 2, 3);
  std::vector<double> loss{0};
  std::vector<T> const weights(3, T(1));
  auto const call = [&](std::vector<hmt::row_index> const& labels, std::span<T const> label_weights) {
    device.softmax_cross_entropy(scores.source(), labels, label_weights, scores.view, loss);
  };
  BOOST_CHECK_EXCEPTION(call({0}, weights), hmt::shape_error,
                        says<hmt::shape_error>("length", {"labels", "expected 2", "found 1"}));
  BOOST_CHECK_EXCEPTION(call({0, 1}, std::span(weights).first(2)), hmt::shape_error,
                        says<hmt::shape_error>("length", {"label weights", "expected 3", "found 2"}));
  matrix<T> other(2, 4);
  BOOST_CHECK_EXCEPTION(device.softmax(scores.source(), other.view), hmt::shape_error,
                        says<hmt::shape_error>("shape", {"softmax", "expected shape (2, 3)", "found (2, 4)"}));
}

BOOST_AUTO_TEST_SUITE_END()
