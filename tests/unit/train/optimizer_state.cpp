// SPDX-License-Identifier: MIT
// Lazy steps against dense ones written out by the book.
#include <boost/test/unit_test.hpp>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "unit/train/dense_steps.hpp"

BOOST_AUTO_TEST_SUITE(train_optimizer_state)

namespace {

using exact = hmt::reference<double>;
using single = hmt::reference<float>;
using vectorised = hmt::cpu<float>;

/// Gives lazy and dense steps the same random gradients; gives back the largest relative difference ever seen by a
/// reader.
template <class D, class O>
double largest_difference(O optimizer, double clip_norm, int steps) {
  dense_steps::side_by_side<D, O> both(optimizer, clip_norm);
  for (int t = 1; t <= steps; ++t) both.step(optimizer, t);
  both.compare_all();
  return both.worst;
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

BOOST_AUTO_TEST_CASE(clipping_takes_dense_and_embedding_gradients_as_one) {
  BOOST_TEST(largest_difference<exact>(hmt::rmsprop{}, 5, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::momentum_sgd{.learning_rate = 0.01}, 5, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::adam{}, 5, 50) < 1e-12);
}

BOOST_AUTO_TEST_CASE(adam_stays_exact_past_the_replayed_steps) {
  BOOST_TEST(hmt::adam{}.replayed_idle_steps<double>() < 500U);
  auto const quick = hmt::adam{.mean_decay = 0.3};  // replays fewer than 40 steps
  BOOST_TEST(quick.replayed_idle_steps<double>() < 40U);
  BOOST_TEST(largest_difference<exact>(quick, 0, 300) < 1e-12);
}

BOOST_AUTO_TEST_CASE(adam_without_a_bound_replays_everything) {
  BOOST_TEST(largest_difference<exact>(hmt::adam{.mean_decay = 0.9, .mean_square_decay = 0.5}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::adam{.mean_decay = 0}, 0, 50) < 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()
