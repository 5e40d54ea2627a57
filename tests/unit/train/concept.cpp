// SPDX-License-Identifier: MIT
// Types that the concepts of training accept and reject.
#include <boost/test/unit_test.hpp>

#include "archetypes/callback.hpp"
#include "archetypes/optimizer.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/concept.hpp"
#include "hmt/train/keep_best.hpp"
#include "hmt/train/metrics_log.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/progress.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/schedule.hpp"
#include "hmt/train/trainer.hpp"
#include "unit/train/linear_tagger.hpp"

BOOST_AUTO_TEST_SUITE(train_concept)

namespace {

using model = linear_tagger<hmt::reference<double>>;

struct deaf {};
struct misspelt {
  void on_epochs(model const&, hmt::epoch_report const&) {}
};
struct without_states : hmt_archetype::optimizer {
  static constexpr std::size_t states = 1;  // but its function takes none
};
struct idle_without_states : hmt::rmsprop {
  template <class T>
  hmt_archetype::lazy_optimizer::nothing zero_gradient() const {
    return {};
  }
};
struct without_save : model {
  using model::model;
  void save(std::string const&) const = delete;
};

template <class M, class... C>
concept runs = requires(hmt::trainer<hmt::rmsprop> trainer, M& trained, C... callbacks) {
  trainer.run(trained, std::span<typename M::encoded_sentence const>{}, hmt::no_validation{}, callbacks...);
};

}  // namespace

BOOST_AUTO_TEST_CASE(accepts_archetypes_and_what_the_library_offers) {
  static_assert(hmt::TrainableModel<model>);
  static_assert(hmt::Optimizer<hmt_archetype::optimizer>);
  static_assert(hmt::Optimizer<hmt::rmsprop> && hmt::Optimizer<hmt::adam> && hmt::Optimizer<hmt::momentum_sgd>);
  static_assert(hmt::LazyOptimizer<hmt_archetype::lazy_optimizer> && !hmt::LazyOptimizer<hmt_archetype::optimizer>);
  static_assert(hmt::LazyOptimizer<hmt::rmsprop> && hmt::LazyOptimizer<hmt::adam> &&
                hmt::LazyOptimizer<hmt::momentum_sgd>);
  static_assert(hmt::Callback<hmt_archetype::callback, model> && hmt::Callback<hmt::progress, model> &&
                hmt::Callback<hmt::metrics_log, model> && hmt::Callback<hmt::keep_best, model>);
  static_assert(runs<model, hmt_archetype::callback&>);

  model trained(5, 2, 2);
  hmt_archetype::callback counter;
  hmt::trainer(hmt_archetype::optimizer{}, {.epochs = 2})
      .run(trained, learnable_sentences(3, 5, 2), hmt::no_validation{}, counter);
  hmt::trainer(hmt_archetype::lazy_optimizer{}, {.epochs = 2})
      .run(trained, learnable_sentences(3, 5, 2), hmt::no_validation{}, counter);
  BOOST_TEST(counter.epochs == 4);
}

BOOST_AUTO_TEST_CASE(refuses_what_would_fail_deep_inside_or_do_nothing) {
  static_assert(!hmt::Optimizer<without_states> && !hmt::LazyOptimizer<idle_without_states>);
  static_assert(!hmt::TrainableModel<without_save>);
  static_assert(!hmt::Callback<deaf, model> && !hmt::Callback<misspelt, model>);
  static_assert(!runs<model, deaf>);
  static_assert(!hmt::Validation<double (*)(model&), model> && !hmt::Validation<int, model>);
  BOOST_TEST(!(runs<model, misspelt>));
}

BOOST_AUTO_TEST_SUITE_END()
