// SPDX-License-Identifier: MIT
// The behaviour of a training run, with a very small model.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "packed_sentences.hpp"
#include "temporary_folder.hpp"
#include "unit/train/linear_tagger.hpp"

BOOST_AUTO_TEST_SUITE(train_trainer)

namespace {

constexpr std::size_t vocabulary = 30;
constexpr std::size_t labels = 3;

template <class D = hmt::reference<double>>
linear_tagger<D> new_model() {
  return {vocabulary, 8, labels};
}

template <class D, class O>
void require_convergence(O optimizer) {
  auto model = new_model<D>();
  auto const report = hmt::trainer(optimizer, {.epochs = 20, .batch_size = 4, .dropout = 0})
                          .run(model, learnable_sentences(60, vocabulary, labels), hmt::no_validation{});
  BOOST_TEST_REQUIRE(report.epochs.size() == 20U);
  BOOST_TEST(report.epochs.front().loss > 0.5);
  BOOST_TEST(report.epochs.back().loss < 0.05, O::name << ": " << report.epochs.back().loss);
}

/// Numbers of a model trained with these options.
std::vector<double> trained(hmt::training_options options) {
  auto model = new_model();
  hmt::trainer(hmt::rmsprop{}, options).run(model, learnable_sentences(20, vocabulary, labels), hmt::no_validation{});
  return model.numbers();
}

/// Validation with predetermined results.
struct scripted_scores {
  std::vector<double> f1;
  std::size_t calls = 0;
  template <class Model>
  hmt::validation_scores operator()(Model&) {
    return {0.25, 0.75, f1.at(calls++), {}};
  }
};

/// Records its events.
struct listener {
  std::vector<std::string> heard;
  template <class Model>
  void on_start(Model const& model, hmt::start_report const& start) {
    BOOST_TEST(model.steps == 0U);
    heard.push_back("start " + std::to_string(start.sentences) + " " + std::to_string(start.steps));
  }
  template <class Model>
  void on_batch(Model const&, hmt::batch_report const& batch) {
    heard.push_back("batch " + std::to_string(batch.epoch) + "." + std::to_string(batch.step));
    if (batch.step == batch.steps) BOOST_TEST(batch.words == batch.epoch_words);
    BOOST_TEST(batch.loss > 0);
  }
  template <class Model>
  void on_epoch(Model const&, hmt::epoch_report const& epoch) {
    heard.push_back("epoch " + std::to_string(epoch.epoch));
  }
  template <class Model>
  void on_end(Model const&, hmt::training_report const& report) {
    heard.push_back("end " + std::to_string(report.epochs.size()));
  }
};

/// The learning rates at the ends of epochs.
struct rate_listener {
  std::vector<double> heard;
  template <class Model>
  void on_epoch(Model const&, hmt::epoch_report const& epoch) {
    heard.push_back(epoch.learning_rate);
  }
};

}  // namespace

using devices = std::tuple<hmt::reference<double>, hmt::reference<float>, hmt::cpu<float>>;

BOOST_AUTO_TEST_CASE_TEMPLATE(each_optimizer_converges, D, devices) {
  require_convergence<D>(hmt::rmsprop{.learning_rate = 1e-2});
  require_convergence<D>(hmt::adam{.learning_rate = 2e-2});
  require_convergence<D>(hmt::momentum_sgd{.learning_rate = 0.5});
}

BOOST_AUTO_TEST_CASE(the_seed_decides_order_and_dropout) {
  auto const first = trained({.epochs = 3, .batch_size = 4});
  BOOST_TEST((first == trained({.epochs = 3, .batch_size = 4})));
  BOOST_TEST((first != trained({.epochs = 3, .batch_size = 4, .seed = 2})));
  BOOST_TEST((trained({.epochs = 3, .batch_size = 4, .dropout = 0}) !=
              trained({.epochs = 3, .batch_size = 4, .dropout = 0, .seed = 2})));  // by the order alone
  BOOST_TEST((trained({.epochs = 3, .batch_size = 20}) !=
              trained({.epochs = 3, .batch_size = 20, .seed = 2})));  // one batch: by dropout
}

BOOST_AUTO_TEST_CASE(clipping_is_used) {
  BOOST_TEST((trained({.epochs = 1, .clip_norm = 0.01}) != trained({.epochs = 1, .clip_norm = 0})));
}

BOOST_AUTO_TEST_CASE(the_schedule_spans_the_whole_training) {
  using hmt::schedule_shape;
  hmt::training_options options{.epochs = 4, .batch_size = 5, .dropout = 0};  // 16 steps
  auto const found = [&](schedule_shape schedule, double warmup) {
    options.schedule = schedule;
    options.warmup = warmup;
    return trained(options);
  };
  auto const constant = found(schedule_shape::constant, 0);
  BOOST_TEST((constant == found(schedule_shape::constant, 1.0 / 17)));  // less than a step
  BOOST_TEST((constant != found(schedule_shape::constant, 1.0 / 16)));
  BOOST_TEST((constant != found(schedule_shape::linear, 0)));
  BOOST_TEST((found(schedule_shape::cosine, 0) != found(schedule_shape::linear, 0)));

  // The rates of one-step epochs are those of the schedule, as if each were set in the optimizer.
  rate_listener rates;
  auto scheduled = new_model(), by_hand = new_model();
  auto const sentences = learnable_sentences(20, vocabulary, labels);
  hmt::trainer(hmt::momentum_sgd{.learning_rate = 0.5, .momentum = 0},
               {.epochs = 3, .batch_size = 20, .dropout = 0, .schedule = schedule_shape::linear, .warmup = 0.34})
      .run(scheduled, sentences, hmt::no_validation{}, rates);
  BOOST_TEST(rates.heard == (std::vector<double>{0.25, 0.5, 0.25}), boost::test_tools::per_element());
  for (double const factor : {0.5, 1.0, 0.5})
    hmt::trainer(hmt::momentum_sgd{.learning_rate = 0.5 * factor, .momentum = 0},
                 {.epochs = 1, .batch_size = 20, .dropout = 0})
        .run(by_hand, sentences, hmt::no_validation{});
  auto const one = scheduled.numbers(), other = by_hand.numbers();
  for (std::size_t i = 0; i < one.size(); ++i) BOOST_TEST(std::abs(one[i] - other[i]) < 1e-12);
}

BOOST_AUTO_TEST_CASE(word_dropout_trains_the_unknown_word) {
  auto sentences = learnable_sentences(20, vocabulary, labels);
  for (auto& one : sentences)
    for (auto& word : one.get<hmt::input::words>()) word += word == hmt::vocabulary::unknown_row ? 1 : 0;
  auto const unknown_after = [&](double word_dropout, std::uint64_t seed) {
    auto model = new_model();
    hmt::trainer(hmt::rmsprop{},
                 {.epochs = 1, .batch_size = 20, .dropout = 0, .seed = seed, .word_dropout = word_dropout})
        .run(model, sentences, hmt::no_validation{});
    auto const row = model.parameters().tensor("words").row(hmt::vocabulary::unknown_row);
    return std::vector<double>(row.begin(), row.end());
  };
  auto untrained = new_model();
  auto const row = untrained.parameters().tensor("words").row(hmt::vocabulary::unknown_row);
  BOOST_TEST((unknown_after(0, 1) == std::vector<double>(row.begin(), row.end())));
  BOOST_TEST((unknown_after(0.2, 1) != unknown_after(0, 1)));
  BOOST_TEST((unknown_after(0.2, 1) == unknown_after(0.2, 1)));
  BOOST_TEST((unknown_after(0.2, 1) != unknown_after(0.2, 2)));
}

BOOST_AUTO_TEST_CASE(patience_counts_epochs_without_a_higher_f1) {
  auto model = new_model();
  scripted_scores scores{{0.1, 0.5, 0.4, 0.5, 0.9}};
  auto const report = hmt::trainer(hmt::rmsprop{}, {.epochs = 5, .patience = 2})
                          .run(model, learnable_sentences(3, vocabulary, labels), scores);
  BOOST_TEST(report.stopped_early);
  BOOST_TEST(report.epochs.size() == 4U);
  BOOST_TEST(scores.calls == 4U);
  BOOST_TEST(report.best_epoch == 4U);  // of equals the later
  BOOST_TEST(!report.epochs[2].best);
}

BOOST_AUTO_TEST_CASE(another_score_than_f1_may_choose) {
  auto model = new_model();
  std::vector<double> const f1{0.1, 0.9, 0.2, 0.3, 0.8};
  std::vector<double> const selection_score{0.1, 0.3, 0.5, 0.4, 0.4};
  std::size_t epoch = 0;
  auto const scores = [&](auto const&) {
    hmt::validation_scores found{0, 0, f1.at(epoch), {}, selection_score.at(epoch)};
    ++epoch;
    return std::optional(found);
  };
  auto const report = hmt::trainer(hmt::rmsprop{}, {.epochs = 5, .patience = 2})
                          .run(model, learnable_sentences(3, vocabulary, labels), scores);
  BOOST_TEST(report.best_epoch == 3U);
  BOOST_TEST(report.epochs.size() == 5U);  // patience counts by the same score
  BOOST_TEST(report.stopped_early);
}

BOOST_AUTO_TEST_CASE(a_validation_without_scores_is_none) {
  auto model = new_model();
  auto const nothing = [](auto const&) -> std::optional<hmt::validation_scores> { return std::nullopt; };
  auto const report = hmt::trainer(hmt::rmsprop{}, {.epochs = 2, .patience = 1})
                          .run(model, learnable_sentences(3, vocabulary, labels), nothing);
  BOOST_TEST(report.epochs.size() == 2U);
  BOOST_TEST(report.best_epoch == 2U);
  BOOST_TEST(report.epochs[1].best);
  BOOST_TEST(!report.epochs[1].validation.has_value());
}

BOOST_AUTO_TEST_CASE(without_patience_all_epochs_run) {
  auto model = new_model();
  auto const report =
      hmt::trainer(hmt::rmsprop{}, {.epochs = 4})
          .run(model, learnable_sentences(3, vocabulary, labels), scripted_scores{{0.5, 0.4, 0.3, 0.2}});
  BOOST_TEST(!report.stopped_early);
  BOOST_TEST(report.epochs.size() == 4U);
  BOOST_TEST(report.best_epoch == 1U);
}

BOOST_AUTO_TEST_CASE(reports_losses_a_word_for_each_task) {
  auto model = new_model();
  auto const sentences = learnable_sentences(10, vocabulary, labels);
  auto const report = hmt::trainer(hmt::rmsprop{.learning_rate = 1e-9}, {.epochs = 1, .batch_size = 3, .dropout = 0})
                          .run(model, sentences, hmt::no_validation{});
  // With next to no learning, the mean over all words is that of one batch of all sentences.
  auto untrained = new_model();
  auto const batch = hmt::testing::packed(sentences);
  hmt::parameter_gradients<hmt::reference<double>> gradients;
  untrained.compute_gradients(batch, gradients, {.rate = 0});
  auto const losses = untrained.take_losses();
  auto const words = static_cast<double>(batch.layout().rows());
  auto const& epoch = report.epochs.front();
  BOOST_TEST_REQUIRE(epoch.task_losses.size() == 2U);
  BOOST_TEST(epoch.words == batch.layout().rows());
  BOOST_TEST(epoch.task_losses[0].first == "entity");
  BOOST_TEST(epoch.task_losses[0].second == losses[0] / words, boost::test_tools::tolerance(1e-5));
  BOOST_TEST(epoch.task_losses[1].second == losses[1] / words, boost::test_tools::tolerance(1e-5));
  BOOST_TEST(epoch.loss == (losses[0] + losses[1]) / words, boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(callbacks_hear_everything_in_order) {
  auto model = new_model();
  listener ears;
  hmt::trainer(hmt::rmsprop{}, {.epochs = 2, .batch_size = 2})
      .run(model, learnable_sentences(3, vocabulary, labels), scripted_scores{{0.1, 0.2}}, ears);
  std::vector<std::string> const expected{"start 3 2", "batch 1.1", "batch 1.2", "epoch 1",
                                          "batch 2.1", "batch 2.2", "epoch 2",   "end 2"};
  BOOST_TEST(ears.heard == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_ends_the_run_before_anyone_hears_of_the_epoch) {
  auto model = new_model();
  model.nan_loss_at = 40 + 20;
  listener ears;
  BOOST_CHECK_EXCEPTION(hmt::trainer(hmt::rmsprop{}, {.epochs = 3, .batch_size = 1})
                            .run(model, learnable_sentences(40, vocabulary, labels), hmt::no_validation{}, ears),
                        hmt::numeric_error,
                        says("loss-not-finite", "epoch 2, steps 17 to 32", "'relation' is nan", "a lower learning rate",
                             "a lower limit"));
  BOOST_TEST(model.steps == 40U + 32U);
  BOOST_TEST(ears.heard.back() == "batch 2.31");
}

BOOST_AUTO_TEST_CASE(damage_by_the_last_step_of_an_epoch_is_seen) {
  auto model = new_model();
  model.nan_gradient_at = 6;
  listener ears;
  BOOST_CHECK_EXCEPTION(hmt::trainer(hmt::rmsprop{}, {.epochs = 3, .batch_size = 1})
                            .run(model, learnable_sentences(3, vocabulary, labels), hmt::no_validation{}, ears),
                        hmt::numeric_error, says("parameters-not-finite", "epoch 2", "a lower learning rate"));
  BOOST_TEST(ears.heard.back() == "batch 2.3");
}

BOOST_AUTO_TEST_CASE(leaves_out_sentences_without_words_and_refuses_to_train_on_nothing) {
  auto model = new_model();
  std::vector<decltype(model)::encoded_sentence> sentences(3);
  hmt::trainer const trainer(hmt::rmsprop{}, {.epochs = 1});
  BOOST_CHECK_EXCEPTION(trainer.run(model, sentences, hmt::no_validation{}), hmt::data_error,
                        says("training-set-empty", "expected sentences with words", "found 3"));
  BOOST_CHECK_EXCEPTION(trainer.run(model, {}, hmt::no_validation{}), hmt::data_error,
                        says("training-set-empty", "found 0"));
  sentences[1] = learnable_sentences(1, vocabulary, labels).front();
  listener ears;
  trainer.run(model, sentences, hmt::no_validation{}, ears);
  BOOST_TEST(ears.heard.front() == "start 1 1");
}

BOOST_AUTO_TEST_CASE(refuses_settings_out_of_range) {
  auto const refuses = [](auto optimizer, hmt::training_options options, char const* code, char const* text) {
    BOOST_CHECK_EXCEPTION(hmt::trainer(optimizer, options), hmt::config_error, says(code, text, "found"));
  };
  refuses(hmt::rmsprop{}, {.epochs = 0}, "training-options", "at least 1 epoch");
  refuses(hmt::rmsprop{}, {.batch_size = 0}, "training-options", "batch size of at least 1");
  refuses(hmt::rmsprop{}, {.dropout = 1}, "training-options", "dropout");
  refuses(hmt::rmsprop{}, {.clip_norm = -1}, "training-options", "clip norm");
  refuses(hmt::rmsprop{}, {.warmup = 1}, "training-options", "warm-up of at least 0 and below 1");
  refuses(hmt::rmsprop{}, {.average = 1}, "training-options", "decay of the average of at least 0 and below 1");
  refuses(hmt::rmsprop{}, {.word_dropout = -0.1}, "training-options", "word dropout of at least 0 and below 1");
  refuses(hmt::rmsprop{.learning_rate = 0}, {}, "optimizer-options", "rmsprop: expected learning_rate above 0");
  refuses(hmt::rmsprop{.decay = 1}, {}, "optimizer-options", "rmsprop: expected decay at least 0 and below 1");
  refuses(hmt::adam{.epsilon = 0}, {}, "optimizer-options", "adam: expected epsilon above 0");
  refuses(hmt::momentum_sgd{.momentum = -0.1}, {}, "optimizer-options", "momentum_sgd: expected momentum");
}

BOOST_AUTO_TEST_SUITE_END()
