// SPDX-License-Identifier: MIT
// The decisions of `train` before training.
#include "hmt/experiment/train.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

namespace {

namespace experiment = hmt::experiment;

/// Sentences that can be distinguished by their lines.
hmt::corpus numbered(std::size_t count) {
  hmt::corpus made{"c.jsonl", "jsonl", {}, 0, true};
  for (std::size_t i = 1; i <= count; ++i) made.sentences.push_back({{"word"}, {}, {}, i});
  return made;
}

std::vector<std::size_t> lines_of(hmt::corpus const& of) {
  std::vector<std::size_t> lines;
  for (auto const& one : of.sentences) lines.push_back(one.line);
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(experiment_train)

BOOST_AUTO_TEST_CASE(a_validation_sample_is_moved_out_of_the_training_set) {
  auto training = numbered(200);
  auto const sample = experiment::take_validation_sample(training, 3, 0.05);
  BOOST_TEST(sample.sentences.size() == 10U);
  BOOST_TEST(training.sentences.size() == 190U);
  BOOST_TEST(sample.path == "c.jsonl");
  BOOST_TEST(sample.typed);
  auto all = lines_of(training);
  BOOST_TEST(std::ranges::is_sorted(all));  // the rest keeps its order
  auto const moved = lines_of(sample);
  all.insert(all.end(), moved.begin(), moved.end());
  std::ranges::sort(all);
  BOOST_TEST(all == lines_of(numbered(200)), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_seed_chooses_the_sample) {
  auto one = numbered(200), same = numbered(200), other = numbered(200);
  auto const lines = lines_of(experiment::take_validation_sample(one, 3, 0.05));
  BOOST_TEST(lines == lines_of(experiment::take_validation_sample(same, 3, 0.05)), boost::test_tools::per_element());
  BOOST_CHECK(lines != lines_of(experiment::take_validation_sample(other, 4, 0.05)));
}

BOOST_AUTO_TEST_CASE(an_optimizer_is_chosen_by_name_and_keeps_its_rate_unless_told) {
  auto const chosen = [](std::string const& name, std::optional<double> rate) {
    std::pair<std::string, double> found;
    experiment::with_optimizer({.optimizer = name, .learning_rate = rate}, [&](auto const& optimizer) {
      found = {std::string(optimizer.name), optimizer.learning_rate};
    });
    return found;
  };
  BOOST_CHECK((chosen("rmsprop", {}) == std::pair<std::string, double>("rmsprop", hmt::rmsprop{}.learning_rate)));
  BOOST_CHECK((chosen("adam", 0.5) == std::pair<std::string, double>("adam", 0.5)));
  BOOST_CHECK((chosen("momentum_sgd", 0.25) == std::pair<std::string, double>("momentum_sgd", 0.25)));
  BOOST_CHECK_EXCEPTION(chosen("lion", {}), hmt::config_error,
                        says("optimizer-name", "rmsprop, adam, momentum_sgd", "found 'lion'"));
}

BOOST_AUTO_TEST_CASE(settings_that_make_no_sense_are_refused) {
  experiment::train_settings settings;
  experiment::require_sound(settings);
  settings.dev = "d";
  settings.validation_share = 0.1;
  BOOST_CHECK_EXCEPTION(experiment::require_sound(settings), hmt::config_error,
                        says("validation-twice", "--dev", "--validation-share"));
  settings.dev.clear();
  settings.how.learning_rate = -1;
  BOOST_CHECK_EXCEPTION(experiment::require_sound(settings), hmt::config_error, says("optimizer-options", "-1"));
  settings.how.learning_rate.reset();
  settings.how.training.dropout = 1;
  BOOST_CHECK_EXCEPTION(experiment::require_sound(settings), hmt::config_error, says("training-options", "dropout"));
}

BOOST_AUTO_TEST_CASE(entities_are_asked_of_models_that_find_them) {
  constexpr experiment::model_type two_tasks{true, 300, nullptr, nullptr, nullptr, nullptr, nullptr};
  constexpr experiment::model_type one_task{false, 300, nullptr, nullptr, nullptr, nullptr, nullptr};
  experiment::require_entities(two_tasks, true, "--choose-by");
  experiment::require_entities(one_task, false, "--choose-by");
  BOOST_CHECK_EXCEPTION(experiment::require_entities(one_task, true, "--choose-by"), hmt::config_error,
                        says("entity-task", "--choose-by: expected a model with an entity task"));
}

BOOST_AUTO_TEST_CASE(the_note_in_the_model_file_says_how_it_was_trained) {
  experiment::train_settings settings;
  settings.train = "t";
  settings.how.training = {.epochs = 7,
                           .dropout = 0.25,
                           .seed = 3,
                           .schedule = hmt::schedule_shape::linear,
                           .warmup = 0.125,
                           .average = 0.75,
                           .word_dropout = 0.5};
  settings.how.training.patience = 2;
  settings.how.minimum_count = 3;
  settings.how.optimizer = "adam";
  settings.how.learning_rate = 0.0625;
  settings.how.selection = experiment::selection_metric::both;
  auto const metadata = experiment::training_metadata_of(settings, numbered(4));
  hmt::json_value const expected{{"train", "t"},
                                 {"epochs", 7},
                                 {"batch_size", 32},
                                 {"dropout", 0.25},
                                 {"word_dropout", 0.5},
                                 {"clip_norm", 5.0},
                                 {"seed", 3},
                                 {"patience", 2},
                                 {"minimum_count", 3},
                                 {"optimizer", "adam"},
                                 {"learning_rate", 0.0625},
                                 {"schedule", "linear"},
                                 {"warmup", 0.125},
                                 {"average", 0.75},
                                 {"choose_by", "both"},
                                 {"sentences", 4}};
  BOOST_TEST(metadata == expected, metadata.dump());

  settings.dev = "d";
  settings.threads = 2;
  auto const options = experiment::options_of(settings, metadata);
  BOOST_TEST(options.at("dev") == "d");
  BOOST_TEST(options.at("threads") == 2);
  BOOST_TEST(options.at("seed") == 3);
  BOOST_TEST(!options.contains("vectors"));
}

BOOST_AUTO_TEST_SUITE_END()
