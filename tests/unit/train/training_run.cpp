// SPDX-License-Identifier: MIT
// A training step by step: whatever the order of the calls, the result is that of whole epochs.
#include "hmt/train/training_run.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "temporary_folder.hpp"
#include "unit/train/dense_steps.hpp"
#include "unit/train/linear_tagger.hpp"

BOOST_AUTO_TEST_SUITE(train_training_run)

namespace {

using tagger = linear_tagger<hmt::cpu<float>>;
using exact_tagger = linear_tagger<hmt::reference<double>>;

std::vector<hmt::testing::two_labels::sentence_type> const& sentences() {
  static auto const all = learnable_sentences(22, 30, 3);
  return all;
}

hmt::training_options const options{.epochs = 3, .batch_size = 4, .average = 0.9};  // 6 steps per epoch

/// The numbers of a model after this function was applied to it.
template <class Work>
std::vector<float> after(Work const& work) {
  tagger model(30, 8, 3);
  hmt::training_run<tagger> run(model, sentences(), hmt::adam{}, options);
  work(run);
  return model.numbers();
}

/// The largest difference between a model with sparsely trained tables and one with a dense table.
template <class O>
double largest_difference(O optimizer, hmt::training_options const& how, double weight_decay) {
  std::vector<std::vector<double>> found;
  for (auto const tables : {word_tables::sparse, word_tables::dense}) {
    exact_tagger model(30, 8, 3, 1, tables);
    model.parameters().group("words").weight_decay = weight_decay;
    hmt::trainer(optimizer, how).run(model, sentences(), hmt::no_validation{});
    found.push_back(model.numbers());
  }
  double worst = 0;
  for (std::size_t i = 0; i < found[0].size(); ++i)
    worst = std::max(worst, std::abs(found[0][i] - found[1][i]) / std::max(1e-3, std::abs(found[1][i])));
  return worst;
}

}  // namespace

BOOST_AUTO_TEST_CASE(steps_and_epochs_mix_in_any_order) {
  auto const expected = after([](auto& run) {
    while (!run.finished()) run.end_epoch();
  });
  BOOST_TEST((expected == after([](auto& run) {
                while (!run.finished()) run.step();
                run.end_epoch();
              })));
  BOOST_TEST((expected == after([](auto& run) {
                run.step();
                run.step();
                BOOST_TEST(run.steps_left() == 4U);
                run.end_epoch();
                BOOST_TEST(run.steps_left() == 0U);
                run.step();
                run.end_epoch();
                for (int k = 0; k < 6; ++k) run.step();
                BOOST_TEST(run.finished());
                run.end_epoch();
              })));
}

BOOST_AUTO_TEST_CASE(it_counts_what_it_did) {
  tagger model(30, 8, 3);
  hmt::training_run<tagger> run(model, sentences(), hmt::adam{}, options);
  BOOST_TEST(run.start().steps == 6U);
  BOOST_TEST(run.position().last.epoch == 0U);
  BOOST_TEST(run.steps_left() == 0U);
  for (int k = 0; k < 8; ++k) run.step();
  BOOST_TEST(run.position().last.epoch == 2U);
  BOOST_TEST(run.position().last.step == 2U);
  BOOST_TEST(run.position().fetched == 1U);
  BOOST_TEST(run.state().steps() == 8U);
  BOOST_TEST(run.state().gradients().words > 0U);
  BOOST_TEST(!run.state().optimizer().average().in_place);
  BOOST_TEST_REQUIRE(run.report().epochs.size() == 1U);
  BOOST_TEST(run.report().epochs[0].words == run.start().words);
  auto const& second = run.end_epoch([](auto const&) { return hmt::validation_scores{0, 0, 0.25, {}, {}}; });
  BOOST_TEST(second.epoch == 2U);
  BOOST_TEST(second.validation->f1 == 0.25);
  BOOST_TEST(run.position().best_score == 0.25);
  BOOST_TEST(run.report().best_epoch == 2U);
  BOOST_TEST(run.state().optimizer().average().in_place);
}

BOOST_AUTO_TEST_CASE(a_model_may_be_settled_and_read_between_steps) {
  auto const in_one_go = [](auto optimizer, double average) {
    exact_tagger model(30, 8, 3);
    hmt::training_run<exact_tagger> run(model, sentences(), optimizer,
                                        {.epochs = 3, .batch_size = 4, .dropout = 0.3, .average = average});
    while (!run.finished()) run.step();
    run.end_epoch();
    return model.numbers();
  };
  auto const read_between = [](auto optimizer, double average) {
    exact_tagger model(30, 8, 3);
    hmt::training_run<exact_tagger> run(model, sentences(), optimizer,
                                        {.epochs = 3, .batch_size = 4, .dropout = 0.3, .average = average});
    std::vector<double> last;
    while (!run.finished()) {
      run.step();
      run.settle();
      auto const now = model.numbers();
      BOOST_TEST((now != last));
      last = now;
    }
    run.end_epoch();
    if (average == 0) BOOST_TEST((model.numbers() == last));  // averages change by one rounding each time
    return model.numbers();
  };
  auto const check = [&](auto optimizer, double average) {
    auto const one = in_one_go(optimizer, average), other = read_between(optimizer, average);
    for (std::size_t i = 0; i < one.size(); ++i)
      BOOST_TEST(std::abs(one[i] - other[i]) <= 1e-12 * std::max(1e-3, std::abs(one[i])));
  };
  check(hmt::rmsprop{}, 0);
  check(hmt::adam{}, 0);
  check(hmt::adam{}, 0.9);
  check(hmt::momentum_sgd{}, 0.9);
}

BOOST_AUTO_TEST_CASE(a_finished_run_takes_no_more_steps) {
  tagger model(30, 8, 3);
  hmt::training_run<tagger> run(model, sentences(), hmt::rmsprop{}, {.epochs = 1, .batch_size = 10, .patience = 1});
  run.end_epoch();
  BOOST_TEST(run.finished());
  BOOST_CHECK_EXCEPTION(run.step(), hmt::config_error,
                        says("training-finished", "expected a training with steps left", "after 1 of 1 epochs"));
  BOOST_CHECK_EXCEPTION(run.end_epoch(), hmt::config_error, says("training-finished"));
}

BOOST_AUTO_TEST_CASE(patience_ends_a_run) {
  tagger model(30, 8, 3);
  hmt::training_run<tagger> run(model, sentences(), hmt::rmsprop{}, {.epochs = 9, .batch_size = 10, .patience = 2});
  auto const same = [](auto const&) { return hmt::validation_scores{0, 0, 0.5, {}, {}}; };
  for (int k = 0; k < 3; ++k) {
    BOOST_TEST(!run.finished());
    run.end_epoch(same);
  }
  BOOST_TEST(run.finished());
  BOOST_TEST(run.position().epochs_without_gain == 2U);
  BOOST_CHECK_EXCEPTION(run.step(), hmt::config_error, says("training-finished", "after 3 of 9 epochs"));
}

BOOST_AUTO_TEST_CASE(a_validation_that_throws_can_be_asked_again) {
  auto const expected = after([](auto& run) { run.end_epoch(); });
  BOOST_TEST((expected == after([](auto& run) {
                BOOST_CHECK_THROW(
                    run.end_epoch([](auto const&) -> hmt::validation_scores { throw std::runtime_error("no"); }),
                    std::runtime_error);
                BOOST_TEST(run.report().epochs.empty());
                run.end_epoch([](auto const&) { return hmt::validation_scores{}; });
                BOOST_TEST(run.report().epochs.size() == 1U);
                BOOST_TEST(run.report().epochs[0].validation.has_value());
              })));
}

BOOST_AUTO_TEST_CASE(what_stands_between_gradients_and_step_may_change_them) {
  auto const plain = after([](auto& run) { run.step(); });
  auto const twice = after([](auto& run) {
    run.step([](auto& gradients) {
      hmt::cpu<float> device;
      // As from two processes that computed the same: sums over twice the words.
      device.add(hmt::matrix_view<float const>(gradients.dense.data(), 1, gradients.dense.size()),
                 hmt::matrix_view<float>(gradients.dense.data(), 1, gradients.dense.size()));
      auto const rows = gradients.sparse[0].values.view();
      device.add(hmt::matrix_view<float const>(rows), rows);
      gradients.words *= 2;
    });
  });
  BOOST_TEST((twice == plain));
  auto const stopped = after([](auto& run) {
    run.step([](auto& gradients) {
      std::ranges::fill(gradients.dense.view(), 0.0F);
      gradients.sparse[0].rows.clear();
      gradients.sparse[0].values.resize(0, 0);
    });
  });
  BOOST_TEST((stopped == tagger(30, 8, 3).numbers()));
}

BOOST_AUTO_TEST_CASE(rows_that_only_another_process_read_catch_up_before_their_step) {
  // Adam moves idle rows, so a row that gets a gradient without having been read has missed steps.
  exact_tagger model(30, 8, 3, 1, word_tables::sparse), dense(30, 8, 3, 1, word_tables::dense);
  hmt::training_run<exact_tagger> run(model, sentences(), hmt::adam{}, {.epochs = 2, .batch_size = 4, .dropout = 0});
  hmt::training_run<exact_tagger> other(dense, sentences(), hmt::adam{}, {.epochs = 2, .batch_size = 4, .dropout = 0});
  while (!run.finished()) {
    run.step([](auto& gradients) {
      auto& own = gradients.sparse[0];
      if (std::ranges::find(own.rows, 7U) != own.rows.end()) return;
      hmt::matrix_view<double const> const before = own.values.view();
      std::vector<double> kept(before.data, before.data + before.rows * before.columns);
      kept.insert(kept.end(), 8, 0.25);
      own.rows.push_back(7);
      own.values.resize(own.rows.size(), 8);
      std::ranges::copy(kept, own.values.elements().begin());
    });
    other.step([&](auto& gradients) {
      auto const table = dense.parameters().list().find("words")->slot.matrix(gradients.dense.view());
      if (std::ranges::all_of(table.row(7), [](double each) { return each == 0; }))
        std::ranges::fill(table.row(7), 0.25);
    });
  }
  run.end_epoch();
  other.end_epoch();
  auto const one = model.numbers(), two = dense.numbers();
  for (std::size_t i = 0; i < one.size(); ++i)
    BOOST_TEST(std::abs(one[i] - two[i]) <= 1e-12 * std::max(1e-3, std::abs(two[i])));
}

BOOST_AUTO_TEST_CASE(a_model_needs_no_table_with_sparse_gradients) {
  // And the same one with such a table is trained to the same numbers.
  hmt::training_options const plain{.epochs = 4, .batch_size = 4}, full{.epochs = 4,
                                                                        .batch_size = 4,
                                                                        .clip_norm = 0.5,
                                                                        .schedule = hmt::schedule_shape::linear,
                                                                        .warmup = 0.2,
                                                                        .average = 0.95,
                                                                        .word_dropout = 0.1};
  auto const check = [&](auto const& optimizer) {
    BOOST_TEST_CONTEXT(optimizer.name) {
      for (double const decay : {0.0, 0.3}) {
        BOOST_TEST(largest_difference(optimizer, plain, decay) < 1e-11);
        BOOST_TEST(largest_difference(optimizer, full, decay) < 1e-11);
      }
    }
  };
  check(hmt::rmsprop{});
  check(hmt::adam{});
  check(hmt::momentum_sgd{.learning_rate = 0.05});
  check(dense_steps::plain{hmt::adam{}});
}

BOOST_AUTO_TEST_CASE(a_model_may_have_several_tables) {
  exact_tagger model(30, 8, 3, 1, word_tables::two);
  auto const before = model.numbers();
  hmt::training_run<exact_tagger> run(model, sentences(), hmt::adam{.learning_rate = 1e-2},
                                      {.epochs = 15, .batch_size = 4, .dropout = 0, .average = 0.5});
  while (!run.finished()) run.end_epoch();
  BOOST_TEST(run.state().optimizer().parts().tables.size() == 2U);
  BOOST_TEST(run.report().epochs.back().loss < 0.5 * run.report().epochs.front().loss);
  auto const found = model.numbers();
  std::size_t const row_without_words = before.size() - 8;
  for (std::size_t i = 0; i < before.size(); ++i) BOOST_TEST((found[i] != before[i]) == (i < row_without_words));
}

BOOST_AUTO_TEST_CASE(a_frozen_table_stays_as_it_is) {
  tagger model(30, 8, 3);
  auto const before = model.numbers();
  model.parameters().group("words").trainable = false;
  hmt::trainer(hmt::adam{}, options).run(model, sentences(), hmt::no_validation{});
  auto const found = model.numbers();
  constexpr std::size_t dense = 2 * 3 * 8;
  for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST((found[i] == before[i]) == (i >= dense));
}

BOOST_AUTO_TEST_SUITE_END()
