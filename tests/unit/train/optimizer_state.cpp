// SPDX-License-Identifier: MIT
// Lazy steps against explicit dense ones.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "temporary_folder.hpp"
#include "unit/train/dense_steps.hpp"

BOOST_AUTO_TEST_SUITE(train_optimizer_state)

namespace {

using exact = hmt::reference<double>;
using single = hmt::reference<float>;
using vectorised = hmt::cpu<float>;

/// Takes lazy and dense steps with the same random gradients; returns the largest relative difference seen.
template <class D, class O>
double largest_difference(O optimizer, double clip_norm, int steps) {
  dense_steps::side_by_side<D> both(optimizer, {.clip_norm = clip_norm});
  for (int t = 1; t <= steps; ++t) both.step(optimizer, t);
  both.compare_all();
  return both.worst;
}

/// The same with settings of the groups.
template <class D, class O, class Settings>
double largest_difference_of_groups(O optimizer, hmt::step_options const& options, Settings const& settings) {
  dense_steps::side_by_side<D> both(optimizer, options, settings);
  for (int t = 1; t <= 120; ++t) {
    auto now = optimizer;
    now.learning_rate *= options.schedule.factor(static_cast<std::uint32_t>(t));
    both.step(now, t);
    if (t % 50 == 0) both.compare_all();  // rows that catch up without being read
  }
  both.compare_all();
  return both.worst;
}

/// For every optimizer of the library, with and without its treatment of idle rows.
template <class Check>
void for_each_optimizer(Check const& check) {
  auto const both = [&](auto const& optimizer) {
    BOOST_TEST_CONTEXT(optimizer.name) { check(optimizer); }
    BOOST_TEST_CONTEXT("plain " << optimizer.name) { check(dense_steps::plain{optimizer}); }
  };
  both(hmt::rmsprop{});
  both(hmt::adam{});
  both(hmt::adam{.mean_decay = 0.3});  // at rest within the test
  both(hmt::momentum_sgd{.learning_rate = 0.01});
  both(hmt::momentum_sgd{.learning_rate = 0.01, .momentum = 0.3});
}

hmt::learning_rate_schedule const falling{hmt::schedule_shape::cosine, 20, 120};

template <class Settings>
void require_refused(Settings const& settings, char const* expected) {
  hmt::parameter_store<exact> store(dense_steps::tensors());
  settings(store);
  BOOST_CHECK_EXCEPTION(hmt::optimizer_state<exact>(hmt::rmsprop{}, store), hmt::config_error,
                        says("parameter-group", expected, "found"));
}

}  // namespace

BOOST_AUTO_TEST_CASE(lazy_rmsprop_equals_dense) {
  BOOST_TEST(largest_difference<exact>(hmt::rmsprop{}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<single>(hmt::rmsprop{}, 0, 50) < 1e-4);
  BOOST_TEST(largest_difference<vectorised>(hmt::rmsprop{}, 0, 50) < 1e-4);
}

BOOST_AUTO_TEST_CASE(lazy_momentum_equals_dense) {
  BOOST_TEST(largest_difference<exact>(hmt::momentum_sgd{.learning_rate = 0.01}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::momentum_sgd{.learning_rate = 0.01, .momentum = 0}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<single>(hmt::momentum_sgd{.learning_rate = 0.01}, 0, 50) < 1e-3);
  BOOST_TEST(largest_difference<vectorised>(hmt::momentum_sgd{.learning_rate = 0.01}, 0, 50) < 1e-3);
}

BOOST_AUTO_TEST_CASE(lazy_adam_equals_dense) {
  BOOST_TEST(largest_difference<exact>(hmt::adam{}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<single>(hmt::adam{}, 0, 50) < 1e-4);
  BOOST_TEST(largest_difference<vectorised>(hmt::adam{}, 0, 50) < 1e-4);
}

BOOST_AUTO_TEST_CASE(clipping_takes_dense_and_sparse_gradients_as_one) {
  BOOST_TEST(largest_difference<exact>(hmt::rmsprop{}, 5, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::momentum_sgd{.learning_rate = 0.01}, 5, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::adam{}, 5, 50) < 1e-12);
}

BOOST_AUTO_TEST_CASE(adam_stays_exact_past_the_replayed_steps) {
  BOOST_TEST(hmt::adam{}.replayed_zero_gradient_steps<double>() < 500U);
  auto const quick = hmt::adam{.mean_decay = 0.3};  // replays fewer than 40 steps
  BOOST_TEST(quick.replayed_zero_gradient_steps<double>() < 40U);
  BOOST_TEST(largest_difference<exact>(quick, 0, 300) < 1e-12);
}

BOOST_AUTO_TEST_CASE(adam_without_a_bound_replays_everything) {
  BOOST_TEST(largest_difference<exact>(hmt::adam{.mean_decay = 0.9, .mean_square_decay = 0.5}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::adam{.mean_decay = 0}, 0, 50) < 1e-12);
}

BOOST_AUTO_TEST_CASE(an_optimizer_without_idle_steps_of_its_own_replays_them) {
  static_assert(hmt::Optimizer<dense_steps::plain<hmt::adam>> && !hmt::LazyOptimizer<dense_steps::plain<hmt::adam>>);
  for_each_optimizer([](auto const& optimizer) {
    BOOST_TEST(largest_difference<exact>(optimizer, 5, 150) < 1e-12);
    BOOST_TEST(largest_difference<vectorised>(optimizer, 5, 50) < 1e-3);
  });
}

BOOST_AUTO_TEST_CASE(each_group_has_its_factor_on_the_learning_rate) {
  auto const settings = [](auto& store) {
    store.group("a").rate_factor = 0.1;
    store.group("b").rate_factor = 3;
    store.group("words").rate_factor = 0.5;
  };
  for_each_optimizer([&](auto const& optimizer) {
    BOOST_TEST(largest_difference_of_groups<exact>(optimizer, {}, settings) < 1e-12);
    BOOST_TEST(largest_difference_of_groups<exact>(optimizer, {.clip_norm = 5, .schedule = falling}, settings) < 1e-12);
  });
}

BOOST_AUTO_TEST_CASE(decaying_parameters_are_those_of_dense_steps) {
  auto const settings = [](auto& store) {
    store.group("a").weight_decay = 0.5;
    store.group("words").weight_decay = 2;
    store.group("words").rate_factor = 0.7;
    store.group("few").weight_decay = 0.01;
  };
  for_each_optimizer([&](auto const& optimizer) {
    BOOST_TEST(largest_difference_of_groups<exact>(optimizer, {}, settings) < 1e-12);
    BOOST_TEST(largest_difference_of_groups<exact>(optimizer, {.clip_norm = 5, .schedule = falling}, settings) < 1e-12);
    BOOST_TEST(largest_difference_of_groups<vectorised>(optimizer, {.schedule = falling}, settings) < 1e-3);
  });
}

BOOST_AUTO_TEST_CASE(frozen_groups_neither_move_nor_take_memory_nor_count_in_the_norm) {
  auto const settings = [](auto& store) {
    store.group("b").trainable = false;
    store.group("words").trainable = false;
  };
  for_each_optimizer([&](auto const& optimizer) {
    BOOST_TEST(largest_difference_of_groups<exact>(optimizer, {.clip_norm = 0.5}, settings) < 1e-12);
    BOOST_TEST(largest_difference_of_groups<exact>(optimizer, {.schedule = falling, .average = 0.9}, settings) < 1e-12);
  });
  dense_steps::side_by_side<exact> both(hmt::adam{}, {}, settings);
  auto const before = both.numbers();
  for (int t = 1; t <= 20; ++t) both.step(hmt::adam{}, t);
  both.state.flush_all_rows(both.device, both.store);
  auto const after = both.numbers();
  std::size_t number = 0;
  for (auto const& tensor : both.store.list().all()) {
    bool const trained = both.store.group_of(tensor).trainable;
    for (auto const end = number + tensor.slot.rows * tensor.slot.columns; number < end; ++number)
      if (!trained || !tensor.sparse_number) BOOST_TEST((before[number] != after[number]) == trained);
  }
  BOOST_TEST_REQUIRE(both.state.parts().tables.size() == 1U);
  BOOST_TEST(both.state.parts().tables[0].size == 30U);
  BOOST_TEST_REQUIRE(both.state.parts().dense.size() == 2U);  // the two tensors of `a`, with `b` between them
  BOOST_TEST_REQUIRE(both.state.parts().dense[0].states.size() == 2U);
  BOOST_TEST(both.state.parts().dense[0].states[0].size() == 16U);
}

BOOST_AUTO_TEST_CASE(groups_of_equal_settings_are_stepped_together) {
  hmt::parameter_store<exact> store(dense_steps::tensors());
  hmt::optimizer_state<exact> const state(hmt::rmsprop{}, store);
  BOOST_TEST_REQUIRE(state.parts().dense.size() == 1U);
  BOOST_TEST(state.parts().dense[0].size == store.list().dense_size());
}

BOOST_AUTO_TEST_CASE(a_group_that_the_model_made_frozen_has_no_gradients_and_stays_so) {
  hmt::parameter_list list;
  auto const first = list.in_group({"head"}).add("head.weight", hmt::parameter_kind::weight, 2, 3);
  auto const fixed =
      list.in_group({.name = "base", .trainable = false}).add("base.weight", hmt::parameter_kind::weight, 4, 4);
  auto const last = list.in_group({"head"}).add("head.bias", hmt::parameter_kind::bias, 2);
  BOOST_TEST(list.dense_size() == 32U);
  BOOST_TEST(list.size() == 48U);
  hmt::parameter_store<exact> store(std::move(list));
  hmt::parameter_gradients<exact> gradients;
  exact device;
  gradients.reset(device, store.list());
  BOOST_TEST(gradients.dense.size() == 32U);
  std::ranges::fill(store.values(), 1.0);
  std::ranges::fill(gradients.dense.view(), 1.0);
  gradients.words = 1;
  hmt::optimizer_state<exact> state(hmt::momentum_sgd{.learning_rate = 0.5}, store);
  state.step(device, store, gradients);
  BOOST_TEST(fixed.matrix(store.values())(3, 3) == 1);
  BOOST_TEST(first.matrix(store.values())(1, 2) == 0.5);
  BOOST_TEST(last.vector(store.values())[1] == 0.5);

  store.group("base").trainable = true;
  BOOST_CHECK_EXCEPTION(hmt::optimizer_state<exact>(hmt::rmsprop{}, store), hmt::config_error,
                        says("parameter-group", "'base'", "to stay frozen"));
}

BOOST_AUTO_TEST_CASE(settings_that_make_no_sense_are_refused) {
  require_refused([](auto& store) { store.group("a").rate_factor = 0; }, "above 0");
  require_refused([](auto& store) { store.group("a").rate_factor = std::numeric_limits<double>::infinity(); },
                  "finite");
  require_refused([](auto& store) { store.group("words").weight_decay = -1; }, "weight decay of at least 0");
  require_refused([](auto& store) { store.group("words").weight_decay = 1001; }, "less than all");
  hmt::parameter_store<exact> store(dense_steps::tensors());
  BOOST_CHECK_EXCEPTION(static_cast<void>(store.group("c")), hmt::config_error,
                        says("parameter-group", "one of words, a, b, few", "found 'c'"));
  BOOST_CHECK_EXCEPTION(static_cast<void>(store.tensor("a")), hmt::config_error, says("parameter-name", "found 'a'"));
  BOOST_TEST(store.tensor("few").rows == 10U);
}

BOOST_AUTO_TEST_SUITE_END()
