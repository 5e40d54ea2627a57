// SPDX-License-Identifier: MIT
// The moving average of the parameters, against explicit dense steps.
#include "hmt/train/moving_average.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/train/schedule.hpp"
#include "hmt/train/trainer.hpp"
#include "temporary_folder.hpp"
#include "unit/train/dense_steps.hpp"
#include "unit/train/linear_tagger.hpp"

BOOST_AUTO_TEST_SUITE(train_moving_average)

namespace {

using exact = hmt::reference<double>;
using vectorised = hmt::cpu<float>;

/// The largest relative difference between the averages in the model, from time to time, and the dense ones. Requires
/// that the trained parameters come back bit for bit.
template <class D, class O, class Settings>
double largest_difference(O optimizer, double decay, int steps, Settings const& settings) {
  dense_steps::side_by_side<D> both(optimizer, {.average = decay}, settings);
  std::vector<double> expected;
  for (auto const& one : both.cells) expected.push_back(one.p);

  double worst = 0;
  for (int t = 1; t <= steps; ++t) {
    both.step(optimizer, t);
    double const kept = std::min(decay, (1.0 + t) / (10.0 + t));
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = kept * expected[i] + (1 - kept) * both.cells[i].p;
    if (t % 37 != 0 && t != steps) continue;

    both.state.flush_all_rows(both.device, both.store);
    auto const trained = both.numbers();
    both.state.settle(both.device, both.store);
    both.state.settle(both.device, both.store);  // once is enough
    auto const averages = both.numbers();
    for (std::size_t i = 0; i < expected.size(); ++i)
      worst = std::max(worst, std::abs(averages[i] - expected[i]) / std::max(1e-3, std::abs(expected[i])));
    both.state.flush_all_rows(both.device, both.store);
    BOOST_TEST((both.numbers() == trained));
    if (decay > 0.1) BOOST_TEST((averages != trained));
  }
  both.compare_all();
  return std::max(worst, both.worst);
}

template <class O>
void require_dense_averages(O optimizer) {
  auto const as_they_are = [](auto&) {};
  auto const decaying = [](auto& store) {
    store.group("b").weight_decay = 0.5;
    store.group("words").weight_decay = 2;
  };
  // From an average over hardly any steps, whose unit changes every step or two, to one over all steps so far.
  for (double const decay : {1e-9, 0.2, 0.9, 0.999}) BOOST_TEST_CONTEXT(O::name << ", " << decay) {
      BOOST_TEST(largest_difference<exact>(optimizer, decay, 300, as_they_are) < 1e-12);
      BOOST_TEST(largest_difference<vectorised>(optimizer, decay, 300, as_they_are) < 1e-3);
      BOOST_TEST(largest_difference<exact>(optimizer, decay, 300, decaying) < 1e-12);
    }
}

/// Records the numbers of a model after each step and each epoch.
template <class M>
struct number_log {
  M& model;
  std::vector<std::vector<typename M::value_type>> steps, epochs;
  void on_batch(M const&, hmt::batch_report const&) { steps.push_back(model.numbers()); }
  void on_epoch(M const&, hmt::epoch_report const&) { epochs.push_back(model.numbers()); }
};

using tagger = linear_tagger<hmt::cpu<float>>;

struct outcome {
  std::vector<std::vector<float>> steps, epochs, validated;
  std::vector<float> end;
};

template <class O>
outcome train(O optimizer, double average) {
  tagger model(30, 8, 3);
  number_log<tagger> log{model, {}, {}};
  outcome found;
  auto const validate = [&](tagger& current) -> std::optional<hmt::validation_scores> {
    found.validated.push_back(current.numbers());
    return std::nullopt;
  };
  hmt::trainer(optimizer, {.epochs = 3, .batch_size = 4, .average = average})
      .run(model, learnable_sentences(40, 30, 3), validate, log);
  found.steps = log.steps;
  found.epochs = log.epochs;
  found.end = model.numbers();
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(equals_an_average_of_dense_steps) {
  require_dense_averages(hmt::rmsprop{});
  require_dense_averages(hmt::adam{});
  require_dense_averages(dense_steps::plain{hmt::adam{}});
  require_dense_averages(hmt::momentum_sgd{.learning_rate = 0.01});
  // Rows that are idle for more than the replayed steps.
  require_dense_averages(hmt::adam{.mean_decay = 0.3});
  require_dense_averages(hmt::momentum_sgd{.learning_rate = 0.01, .momentum = 0.3});
}

BOOST_AUTO_TEST_CASE(halvings_are_those_of_the_product_of_all_decays) {
  for (double const decay : {0.05, 0.2, 0.9, 0.97}) {
    hmt::moving_average const average{decay};
    double sum = 0;
    BOOST_TEST(average.negative_log2_decay(0) == 0);
    for (std::uint32_t number = 1; number <= 400; ++number) {
      sum -= std::log2(std::min(decay, (1.0 + number) / (10.0 + number)));
      BOOST_TEST(average.negative_log2_decay(number) == sum, boost::test_tools::tolerance(1e-12));
    }
  }
}

BOOST_AUTO_TEST_CASE(training_is_that_without_an_average) {
  // Adam's idle rows are replayed either way, RMSprop's do not move.
  BOOST_TEST((train(hmt::rmsprop{}, 0.9).steps == train(hmt::rmsprop{}, 0).steps));
  BOOST_TEST((train(hmt::adam{}, 0.9).steps == train(hmt::adam{}, 0).steps));
}

BOOST_AUTO_TEST_CASE(validation_callbacks_and_caller_see_the_average) {
  auto const found = train(hmt::rmsprop{}, 0.9);
  BOOST_TEST_REQUIRE(found.epochs.size() == 3U);
  BOOST_TEST((found.validated == found.epochs));
  BOOST_TEST((found.epochs.back() == found.end));
  // No row of RMSprop moves while it idles, so the numbers after each step are the trained ones, all of them.
  std::vector<double> expected;
  for (float const number : tagger(30, 8, 3).numbers()) expected.push_back(number);
  for (std::size_t step = 0; step < found.steps.size(); ++step) {
    auto const t = static_cast<double>(step + 1);
    double const kept = std::min(0.9, (1 + t) / (10 + t));
    for (std::size_t i = 0; i < expected.size(); ++i)
      expected[i] = kept * expected[i] + (1 - kept) * static_cast<double>(found.steps[step][i]);
    if ((step + 1) % 10 == 0)
      for (std::size_t i = 0; i < expected.size(); ++i)
        BOOST_TEST(std::abs(found.epochs[step / 10][i] - expected[i]) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(refuses_decays_that_are_none) {
  hmt::parameter_store<exact> const store(dense_steps::tensors());
  for (double const decay : {-0.1, 1.0})
    BOOST_CHECK_EXCEPTION(hmt::optimizer_state<exact>(hmt::rmsprop{}, store, {.average = decay}), hmt::config_error,
                          says("optimizer-options", "average", "at least 0 and below 1", "found"));
  BOOST_CHECK_EXCEPTION(hmt::optimizer_state<exact>(hmt::rmsprop{.learning_rate = -1}, store), hmt::config_error,
                        says("optimizer-options", "learning_rate"));
}

BOOST_AUTO_TEST_SUITE_END()
