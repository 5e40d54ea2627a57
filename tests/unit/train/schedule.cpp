// SPDX-License-Identifier: MIT
// Learning rates that change from step to step.
#include "hmt/train/schedule.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "temporary_folder.hpp"
#include "unit/train/dense_steps.hpp"

BOOST_AUTO_TEST_SUITE(train_schedule)

namespace {

using hmt::learning_rate_schedule;
using hmt::schedule_shape;

std::vector<double> factors(learning_rate_schedule const& schedule) {
  std::vector<double> all;
  for (std::uint32_t number = 1; number <= schedule.steps; ++number) all.push_back(schedule.factor(number));
  return all;
}

void require_factors(learning_rate_schedule const& schedule, std::vector<double> const& expected) {
  auto const found = factors(schedule);
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    BOOST_TEST(found[i] == expected[i], boost::test_tools::tolerance(1e-15));
}

/// As in the optimizers' own test, with dense steps at the scheduled rate.
template <class D, class O>
double largest_difference(O optimizer, learning_rate_schedule schedule) {
  dense_steps::side_by_side<D> both(optimizer, {.schedule = schedule});
  for (std::uint32_t t = 1; t <= schedule.steps; ++t) {
    auto now = optimizer;
    now.learning_rate *= schedule.factor(t);
    both.step(now, static_cast<int>(t));
  }
  both.compare_all();
  return both.worst;
}

template <class O>
void require_exact_rows(O optimizer) {
  for (auto const decay : {schedule_shape::constant, schedule_shape::linear, schedule_shape::cosine})
    for (std::uint32_t const warmup : {0U, 30U}) {
      BOOST_TEST_CONTEXT(O::name << ", " << name_of(decay) << ", warm-up of " << warmup) {
        BOOST_TEST(largest_difference<hmt::reference<double>>(optimizer, {decay, warmup, 100}) < 1e-12);
        BOOST_TEST(largest_difference<hmt::cpu<float>>(optimizer, {decay, warmup, 100}) < 1e-3);
      }
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(rates_go_up_in_the_warmup_and_down_after_it) {
  require_factors({schedule_shape::constant, 0, 3}, {1, 1, 1});
  require_factors({schedule_shape::constant, 3, 6}, {0.25, 0.5, 0.75, 1, 1, 1});
  require_factors({schedule_shape::linear, 0, 4}, {1, 0.75, 0.5, 0.25});
  require_factors({schedule_shape::linear, 1, 5}, {0.5, 1, 0.75, 0.5, 0.25});
  double const root = std::sqrt(0.5);
  require_factors({schedule_shape::cosine, 0, 4}, {1, (1 + root) / 2, 0.5, (1 - root) / 2});
  BOOST_TEST((learning_rate_schedule{schedule_shape::linear, 0, 4}.factor(9)) == 0);
}

BOOST_AUTO_TEST_CASE(the_warmup_is_a_share_of_all_steps) {
  BOOST_TEST(learning_rate_schedule::of(schedule_shape::linear, 0.25, 10).warmup == 2U);
  BOOST_TEST(learning_rate_schedule::of(schedule_shape::linear, 0.25, 10).steps == 10U);
  BOOST_TEST(learning_rate_schedule::of(schedule_shape::linear, 0.999, 3).warmup ==
             2U);  // one step is left at the full rate
  BOOST_TEST(!learning_rate_schedule::of(schedule_shape::constant, 0.1, 9).varies());
  BOOST_TEST(learning_rate_schedule::of(schedule_shape::constant, 0.1, 10).varies());
}

BOOST_AUTO_TEST_CASE(names_are_read_back_and_others_refused) {
  for (auto const decay : {schedule_shape::constant, schedule_shape::linear, schedule_shape::cosine})
    BOOST_CHECK(hmt::schedule_shape_of(name_of(decay)) == decay);
  BOOST_CHECK_EXCEPTION(static_cast<void>(hmt::schedule_shape_of("square")), hmt::config_error,
                        says("schedule-name", "expected", "constant, linear, cosine", "found 'square'"));
}

BOOST_AUTO_TEST_CASE(lazy_rows_are_those_of_dense_steps) {
  require_exact_rows(hmt::rmsprop{});
  require_exact_rows(hmt::adam{});
  require_exact_rows(hmt::momentum_sgd{.learning_rate = 0.01});
}

BOOST_AUTO_TEST_CASE(lazy_rows_stay_exact_past_the_replayed_steps) {
  hmt::adam const quick{.mean_decay = 0.3};
  hmt::momentum_sgd const short_lived{.learning_rate = 0.01, .momentum = 0.3};
  BOOST_TEST(quick.zero_gradient_horizon<double>() < 40U);
  BOOST_TEST(short_lived.zero_gradient_horizon<double>() < 40U);
  BOOST_TEST(largest_difference<hmt::reference<double>>(quick, {schedule_shape::cosine, 100, 300}) < 1e-12);
  BOOST_TEST(largest_difference<hmt::reference<double>>(short_lived, {schedule_shape::cosine, 100, 300}) < 1e-12);
}

BOOST_AUTO_TEST_CASE(rows_are_replayed_where_closed_forms_would_not_do) {
  using device = hmt::reference<float>;
  hmt::update_rule_of<device, hmt::momentum_sgd> const momentum{hmt::momentum_sgd{}};
  BOOST_TEST(momentum.replayed_zero_gradient_steps(false) == 0U);
  BOOST_TEST(momentum.replayed_zero_gradient_steps(true) > 200U);
  hmt::update_rule_of<device, hmt::rmsprop> const unmoved{hmt::rmsprop{}};
  BOOST_TEST(unmoved.replayed_zero_gradient_steps(true) == 0U);
  BOOST_TEST(!unmoved.zero_gradient_moves_parameters());
  hmt::update_rule_of<device, dense_steps::plain<hmt::rmsprop>> const plain{dense_steps::plain{hmt::rmsprop{}}};
  BOOST_TEST(plain.replayed_zero_gradient_steps(false) == std::numeric_limits<std::uint32_t>::max());
}

BOOST_AUTO_TEST_SUITE_END()
