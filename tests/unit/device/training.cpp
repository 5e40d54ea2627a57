// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <numeric>
#include <utility>

#include "hmt/core/parallel.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_training)

using namespace hmt::testing;

namespace {

hmt::random_stream dropout_stream(std::uint32_t step) {
  return {.seed = 11, .purpose = hmt::random_purpose::dropout, .site = 2, .step = step};
}

// Update rules; named types, as a GPU requires.
struct mean_and_square {
  template <class P, class G>
  HMT_HOST_DEVICE void operator()(P& p, G const& g, P& m, P& s) const {
    m = m + g;
    s = g * g;
    p = p - m * s;
  }
};
struct no_change {
  template <class P, class G>
  HMT_HOST_DEVICE void operator()(P&, G const&, P&) const {}
};
struct count_idle_steps {
  template <class S, class G, class P>
  HMT_HOST_DEVICE void operator()(S const& steps, G const& g, P& p, P& s) const {
    s = s + steps;
    p = p - g;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(dropout_drops_its_share_and_keeps_the_mean, D, every_device) {
  using T = typename D::value_type;
  D device;
  constexpr double rate = 0.3;
  matrix<T> values(200, 150);
  device.fill(values.view, T(1));
  device.dropout(rate, dropout_stream(1), values.source(), values.view);
  double dropped = 0;
  for (auto const value : values.memory) {
    if (value == T(0))
      ++dropped;
    else
      BOOST_REQUIRE(std::abs(static_cast<double>(value) * (1 - rate) - 1) <= tolerance<T>::result);
  }
  auto const count = static_cast<double>(values.memory.size());
  BOOST_TEST(std::abs(dropped / count - rate) < 5 * std::sqrt(rate * (1 - rate) / count));  // five standard errors
}

BOOST_AUTO_TEST_CASE_TEMPLATE(dropout_follows_the_stated_words_of_the_stream, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const stream = dropout_stream(3);
  for (std::size_t const columns : {1, 3, 4, 63, 65, 130}) {
    auto const in = random_matrix<T>(1, 7, columns, 2);
    matrix<T> out(7, columns, 1);
    device.dropout(0.5, stream, in.source(), out.view);
    for (std::size_t r = 0; r < 7; ++r)
      for (std::size_t c = 0; c < columns; ++c) {
        auto const word = stream(static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(c / 4))[c % 4];
        BOOST_REQUIRE(out.view(r, c) == (word < 0x80000000U ? T(0) : 2 * in.view(r, c)));
      }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(devices_draw_the_same_masks_for_any_rate, T, every_element_type) {
  hmt::reference<T> plain;
  hmt::cpu<T> device;
  for (double const rate : {0.0, 1e-9, 0.1, 0.5, 0.999, 1 - 1e-12}) {
    auto const in = random_matrix<T>(1, 9, 70, 1);
    matrix<T> expected(9, 70);
    matrix<T> found(9, 70);
    plain.dropout(rate, dropout_stream(4), in.source(), expected.view);
    device.dropout(rate, dropout_stream(4), in.source(), found.view);
    for (std::size_t k = 0; k < found.memory.size(); ++k)
      BOOST_REQUIRE((found.memory[k] == T(0)) == (expected.memory[k] == T(0)));
    BOOST_TEST(distance(found.all(), expected.all()) <= tolerance<T>::result);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(dropout_is_linear_and_leaves_all_at_rate_zero, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const x = random_matrix<T>(1, 5, 30);
  auto const y = random_matrix<T>(2, 5, 30);
  auto sum = x;
  device.add(y.source(), sum.view);
  auto const drop = [&](matrix<T> values) {
    device.dropout(0.4, dropout_stream(5), values.source(), values.view);
    return values;
  };
  auto of_parts = drop(x);
  device.add(drop(y).source(), of_parts.view);
  BOOST_TEST(distance(drop(sum).all(), of_parts.all()) <= tolerance<T>::result);
  auto same = x;
  device.dropout(0, dropout_stream(5), same.source(), same.view);
  BOOST_TEST((same.memory == x.memory));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(dropout_refuses_rates_that_are_none, D, every_device) {
  using T = typename D::value_type;
  D device;
  matrix<T> x(1, 1);
  for (double const rate : {-0.1, 1.0, std::nan("")})
    BOOST_CHECK_EXCEPTION(device.dropout(rate, dropout_stream(0), x.source(), x.view), hmt::config_error,
                          says<hmt::config_error>("dropout-rate", {"expected a number from 0 to below 1", "found"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(squares_are_summed_onto_the_result, D, every_device) {
  using T = typename D::value_type;
  D device;
  std::vector<double> result{5};
  device.sum_of_squares(std::vector<T>{1, -2, 3}, result);
  BOOST_TEST(result[0] == 19.0);
  result[0] = 0;
  std::vector<T> const many(4099, T(0.5));
  device.sum_of_squares(many, result);
  BOOST_TEST(result[0] == 4099 * 0.25);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(clip_scales_to_the_limit_and_only_what_exceeds_it, D, every_device) {
  using T = typename D::value_type;
  D device;
  std::vector<T> values{3, 4};
  std::vector<double> const squared_norm{25};
  device.clip(values, squared_norm, 5);
  BOOST_TEST((values == std::vector<T>{3, 4}));
  device.clip(values, squared_norm, 1);
  BOOST_TEST(distance<T>(values, std::vector<T>{T(0.6), T(0.8)}) <= tolerance<T>::result);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(update_visits_every_element_with_its_state, D, every_device) {
  using T = typename D::value_type;
  D device;
  for (std::size_t const count : {0, 1, 5, 16, 37}) {
    auto parameter = random_matrix<T>(1, 1, count);
    auto const gradient = random_matrix<T>(2, 1, count);
    auto mean = random_matrix<T>(3, 1, count);
    auto square = random_matrix<T>(4, 1, count);
    auto const before = parameter;
    auto const mean_before = mean;
    device.update(mean_and_square{}, std::span<T>(parameter.memory), gradient.all(), std::span<T>(mean.memory),
                  std::span<T>(square.memory));
    for (std::size_t k = 0; k < count; ++k) {
      auto const g = static_cast<double>(gradient.memory[k]);
      auto const m = static_cast<double>(mean_before.memory[k]) + g;
      BOOST_REQUIRE(std::abs(static_cast<double>(mean.memory[k]) - m) <= tolerance<T>::result);
      BOOST_REQUIRE(std::abs(static_cast<double>(square.memory[k]) - g * g) <= tolerance<T>::result);
      BOOST_REQUIRE(std::abs(static_cast<double>(parameter.memory[k]) -
                             (static_cast<double>(before.memory[k]) - m * g * g)) <= tolerance<T>::result);
    }
  }
  std::vector<T> two(2);
  std::vector<T> three(3);
  BOOST_CHECK_EXCEPTION(device.update(no_change{}, std::span<T>(two), std::span<T const>(two), std::span<T>(three)),
                        hmt::shape_error, says<hmt::shape_error>("length", {"state", "expected 2", "found 3"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(update_rows_changes_the_rows_named_and_no_other, D, every_device) {
  using T = typename D::value_type;
  D device;
  for (std::size_t const columns : {1, 4, 19}) {
    auto table = random_matrix<T>(1, 5, columns, 2);
    auto state = random_matrix<T>(2, 5, columns);
    auto const table_before = table;
    auto const state_before = state;
    auto const gradient = random_matrix<T>(3, 2, columns, 1);
    std::vector<hmt::row_index> const rows{3, 1};
    std::vector<T> const zero_gradient{0, 7};
    device.update_rows(count_idle_steps{}, rows, zero_gradient, gradient.source(), table.view, state.view);
    auto expected_table = table_before;
    auto expected_state = state_before;
    for (std::size_t k = 0; k < rows.size(); ++k)
      for (std::size_t c = 0; c < columns; ++c) {
        expected_table.view(rows[k], c) -= gradient.view(k, c);
        expected_state.view(rows[k], c) += zero_gradient[k];
      }
    BOOST_TEST((table.memory == expected_table.memory));
    BOOST_TEST((state.memory == expected_state.memory));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(large_operations_have_the_same_bits_on_several_threads, T, every_element_type) {
  constexpr std::size_t rows = 400;
  constexpr std::size_t columns = 301;  // more than 100,000 numbers are divided among three threads
  auto const results = [](std::size_t threads) {
    hmt::set_threads(threads);
    hmt::cpu<T> device;
    auto table = random_matrix<T>(1, rows, columns);
    auto const gradient = random_matrix<T>(2, rows, columns);
    std::vector<hmt::row_index> backwards(rows);
    std::iota(backwards.rbegin(), backwards.rend(), hmt::row_index{0});
    std::vector<double> norm{0};
    device.dropout(0.4, dropout_stream(5), table.source(), table.view);
    device.update([](auto& p, auto const& g) { p = p - g; }, std::span<T>(table.memory), gradient.all());
    device.update_rows([](auto const& steps, auto const& g, auto& p) { p = p + steps * g; }, backwards,
                       std::vector<T>(rows, T(0.25)), gradient.source(), table.view);
    device.sum_of_squares(table.all(), norm);
    device.clip(table.memory, norm, 1);
    hmt::set_threads(1);
    return std::pair(table.memory, norm);
  };
  auto const on_one = results(1);
  for (std::size_t const threads : {2, 3}) BOOST_TEST((results(threads) == on_one));
}

BOOST_AUTO_TEST_SUITE_END()
