// SPDX-License-Identifier: MIT
// From arguments to settings.
#include "hmt/experiment/command_line.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

namespace {

namespace experiment = hmt::experiment;

experiment::description const about{
    "trial",
    "A trial.",
    hmt::corpus_format::hrl,
    {.training = {.epochs = 7, .batch_size = 3, .dropout = 0.25}, .optimizer = "adam", .learning_rate = 0.5}};

/// A model type for the command line, which only asks for the numbers that it leaves open.
experiment::model_type const closed_type{
    true, 50, nullptr, [](hmt::model_options const&) { return hmt::open_numbers(); }, nullptr, nullptr, nullptr};
std::vector<experiment::device_model> const one_device{{"cpu", nullptr, &closed_type}};
std::vector<experiment::device_model> const two_devices{{"cpu", nullptr, &closed_type},
                                                        {"cuda", nullptr, &closed_type}};

/// Parses these arguments; `line` outlives the call because the options point into it.
void parse(experiment::command_line& line, std::vector<std::string> const& arguments) {
  std::vector<char const*> raw{"trial"};
  for (auto const& one : arguments) raw.push_back(one.c_str());
  line.app.parse(static_cast<int>(raw.size()), raw.data());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(experiment_command_line)

BOOST_AUTO_TEST_CASE(what_is_not_given_is_the_default_of_the_example) {
  experiment::command_line line(about, one_device);
  parse(line, {"train", "--train", "t", "--model", "m"});
  BOOST_TEST(line.train->parsed());
  BOOST_TEST(!line.extract->parsed());
  auto const& training = line.training;
  BOOST_TEST(training.train == "t");
  BOOST_TEST(training.model == "m");
  BOOST_TEST(training.dev.empty());
  BOOST_TEST(training.how.training.epochs == 7U);
  BOOST_TEST(training.how.training.batch_size == 3U);
  BOOST_TEST(training.how.training.dropout == 0.25);
  BOOST_TEST(training.how.training.clip_norm == hmt::training_options{}.clip_norm);
  BOOST_CHECK(training.how.training.schedule == hmt::schedule_shape::constant);
  BOOST_TEST(training.how.training.warmup == 0);
  BOOST_TEST(training.how.training.average == 0);
  BOOST_TEST(training.how.training.word_dropout == 0);
  BOOST_TEST(training.how.optimizer == "adam");
  BOOST_TEST(training.how.learning_rate.value() == 0.5);
  BOOST_CHECK(training.reading.format == hmt::corpus_format::hrl);
  BOOST_TEST(training.reading.limit == 0U);
}

BOOST_AUTO_TEST_CASE(each_option_of_train_sets_its_setting) {
  experiment::command_line line(about, one_device);
  parse(line, {"train",
               "--train",
               "t",
               "--dev",
               "d",
               "--vectors",
               "v",
               "--types",
               "c",
               "--model",
               "m",
               "--metrics",
               "j",
               "--report",
               "r",
               "--epochs",
               "2",
               "--batch-size",
               "4",
               "--learning-rate",
               "0.125",
               "--dropout",
               "0",
               "--optimizer",
               "rmsprop",
               "--seed",
               "9",
               "--threads",
               "2",
               "--limit",
               "10",
               "--patience",
               "3",
               "--clip",
               "1.5",
               "--schedule",
               "cosine",
               "--choose-by",
               "both",
               "--warmup",
               "0.125",
               "--average",
               "0.5",
               "--word-dropout",
               "0.0625",
               "--minimum-count",
               "1",
               "--format",
               "spert",
               "--skip-bad-records",
               "--unseen-words",
               "--quiet",
               "--validation-share",
               "0.25"});
  auto const& training = line.training;
  BOOST_TEST(training.dev == "d");
  BOOST_TEST(training.vectors == "v");
  BOOST_TEST(training.types == "c");
  BOOST_TEST(training.metrics == "j");
  BOOST_TEST(training.report == "r");
  BOOST_TEST(training.how.training.epochs == 2U);
  BOOST_TEST(training.how.training.batch_size == 4U);
  BOOST_TEST(training.how.learning_rate.value() == 0.125);
  BOOST_TEST(training.how.training.dropout == 0);
  BOOST_TEST(training.how.optimizer == "rmsprop");
  BOOST_TEST(training.how.training.seed == 9U);
  BOOST_TEST(training.threads == 2U);
  BOOST_TEST(training.reading.limit == 10U);
  BOOST_TEST(training.how.training.patience == 3U);
  BOOST_TEST(training.how.training.clip_norm == 1.5);
  BOOST_CHECK(training.how.training.schedule == hmt::schedule_shape::cosine);
  BOOST_CHECK(training.how.selection == experiment::selection_metric::both);
  BOOST_TEST(training.how.training.warmup == 0.125);
  BOOST_TEST(training.how.training.average == 0.5);
  BOOST_TEST(training.how.training.word_dropout == 0.0625);
  BOOST_TEST(training.how.minimum_count == 1U);
  BOOST_CHECK(training.reading.format == hmt::corpus_format::spert);
  BOOST_TEST(training.reading.skip_bad_records);
  BOOST_TEST(training.unseen_words);
  BOOST_TEST(training.quiet);
  BOOST_TEST(training.validation_share == 0.25);
}

BOOST_AUTO_TEST_CASE(the_other_commands_have_settings_of_their_own) {
  experiment::command_line line(about, one_device);
  parse(line, {"extract", "--model", "m", "--tokenized", "--only", "triples", "--whole-entities", "a.txt", "b.txt"});
  BOOST_TEST(line.extraction.model == "m");
  BOOST_TEST(line.extraction.tokenized);
  BOOST_TEST(line.extraction.only == "triples");
  BOOST_TEST(line.extraction.files == (std::vector<std::string>{"a.txt", "b.txt"}), boost::test_tools::per_element());
  BOOST_TEST(line.extraction.snap_to_entities);
  experiment::command_line scoring(about, one_device);
  parse(scoring, {"evaluate", "--model", "m", "--data", "d", "--whole-entities"});
  BOOST_TEST(scoring.evaluation.snap_to_entities);
  experiment::command_line other(about, one_device);
  parse(other, {"inspect", "--data", "d", "--learn-from", "l", "--json"});
  BOOST_TEST(other.inspection.data == "d");
  BOOST_TEST(other.inspection.learn_from == "l");
  BOOST_TEST(other.inspection.json);
  BOOST_TEST(other.evaluation.data.empty());
  experiment::command_line third(about, one_device);
  parse(third, {"evaluate", "--model", "m", "--data", "d", "--errors", "-", "--html", "h", "--examples", "7"});
  BOOST_TEST(third.evaluation.errors == "-");
  BOOST_TEST(third.evaluation.page == "h");
  BOOST_TEST(third.evaluation.examples == 7U);
  BOOST_TEST(other.evaluation.page.empty());
  BOOST_TEST(other.evaluation.examples == 120U);
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_refused) {
  for (std::vector<std::string> const& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"fly"},
                                             {"train"},
                                             {"train", "--train", "t"},
                                             {"train", "--train", "t", "--model", "m", "--epochs", "many"},
                                             {"train", "--train", "t", "--model", "m", "--seed", "-1"},
                                             {"train", "--train", "t", "--model", "m", "--no-such-option"},
                                             {"extract", "--model", "m", "--only", "verbs"},
                                             {"evaluate", "--model", "m"}}) {
    experiment::command_line line(about, one_device);
    BOOST_TEST_CONTEXT((arguments.empty() ? "nothing" : arguments.back()))
    BOOST_CHECK_THROW(parse(line, arguments), CLI::ParseError);
  }
  experiment::command_line line(about, one_device);
  BOOST_CHECK_EXCEPTION(parse(line, {"inspect", "--data", "d", "--format", "xml"}), hmt::config_error,
                        says("corpus-form-name", "expected", "hrl", "found 'xml'"));
  experiment::command_line other(about, one_device);
  BOOST_CHECK_EXCEPTION(parse(other, {"train", "--train", "t", "--model", "m", "--schedule", "steps"}),
                        hmt::config_error, says("schedule-name", "expected", "cosine", "found 'steps'"));
  experiment::command_line third(about, one_device);
  BOOST_CHECK_EXCEPTION(parse(third, {"train", "--train", "t", "--model", "m", "--choose-by", "luck"}),
                        hmt::config_error, says("choice-name", "triples, entities, both", "found 'luck'"));
}

BOOST_AUTO_TEST_CASE(help_shows_the_defaults_of_the_example) {
  experiment::command_line line(about, one_device);
  auto const help = line.train->help();
  for (std::string const part :
       {"--epochs N=7", "--learning-rate X=0.5", "--optimizer NAME=adam", "--format NAME=hrl",
        "--schedule NAME=constant", "--choose-by NAME=triples", "--average X=0", "--train FILE REQUIRED"})
    BOOST_TEST(help.find(part) != std::string::npos, part << " in " << help);
}

BOOST_AUTO_TEST_CASE(a_program_with_several_devices_offers_the_choice) {
  experiment::command_line line(about, two_devices);
  BOOST_TEST(line.device == "cpu");
  parse(line, {"extract", "--model", "m", "--device", "cuda"});
  BOOST_TEST(line.device == "cuda");
  BOOST_TEST(line.train->help().find("cpu or cuda") != std::string::npos);
  experiment::command_line other(about, two_devices), alone(about, one_device);
  BOOST_CHECK_THROW(parse(other, {"extract", "--model", "m", "--device", "abacus"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse(alone, {"extract", "--model", "m", "--device", "cpu"}), CLI::ParseError);
}

BOOST_AUTO_TEST_SUITE_END()
