// SPDX-License-Identifier: MIT
#include "hmt/experiment/study_command.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "hmt/core/json.hpp"
#include "hmt/experiment/study_report.hpp"
#include "hmt/experiment/study_runs.hpp"
#include "hmt/report/learning_curves.hpp"
#include "temporary_folder.hpp"
#include "texts.hpp"

BOOST_AUTO_TEST_SUITE(experiment_study)

namespace {

using namespace hmt::experiment;

/// The number of trainings of variants. Runs are executed by several threads.
std::atomic<std::size_t> trained{0};

/// Deterministic scores: `skill` of 4 triples found in the only sentence of the corpus.
study_variant made_up(std::string name, std::size_t skill) {
  study_variant made;
  made.name = std::move(name);
  made.train = [skill](train_settings const& settings) {
    ++trained;
    auto epochs = hmt::json_value::array();
    for (std::size_t epoch = 1; epoch <= settings.how.training.epochs; ++epoch)
      epochs.push_back({{"epoch", epoch}, {"f1", 0.1 * static_cast<double>(skill)}});
    return epochs;
  };
  made.test = [skill](std::string const&, std::string const&, corpus_settings const&) {
    double const share = static_cast<double>(skill) / 4;
    hmt::json_value const score{{"precision", share}, {"recall", share}, {"f1", share}, {"predicted", 4}};
    return hmt::json_value{
        {"test", {{"triples", {{"exact_span", score}, {"strict", nullptr}}}, {"entities", {{"exact_span", score}}}}},
        {"sentences", {{"exact_span", {{4, 4, skill}}}}}};
  };
  return made;
}

study_settings settings_in(std::string const& folder) {
  study_settings settings;
  settings.train = "train";
  settings.dev = "dev";
  settings.folder = folder;
  settings.seeds = 2;
  settings.epochs = 3;
  return settings;
}

}  // namespace

BOOST_AUTO_TEST_CASE(runs_go_seed_by_seed_through_the_variants_asked_for) {
  std::vector const variants{made_up("a", 1), made_up("b", 2), made_up("c", 3)};
  auto settings = settings_in("unused");
  settings.variants = {"c", "a"};
  std::string names;
  for (auto const& run : runs_of(variants, settings)) names += run.name() + " ";
  BOOST_TEST(names == "a-1 c-1 a-2 c-2 ");
  settings.variants = {"d"};
  BOOST_CHECK_EXCEPTION(runs_of(variants, settings), hmt::config_error, says("study-variant", "a, b, c", "found 'd'"));
}

BOOST_AUTO_TEST_CASE(what_is_done_is_not_done_again) {
  temporary_folder const folder;
  std::vector const variants{made_up("a", 1), made_up("b", 2)};
  auto settings = settings_in(folder.path());
  trained = 0;
  do_runs(runs_of(variants, settings), settings);
  BOOST_TEST(trained == 4U);
  auto const before = text_of_file(folder / "b-2.json");
  std::remove((folder / "b-2.json").c_str());
  do_runs(runs_of(variants, settings), settings);
  BOOST_TEST(trained == 5U);
  BOOST_TEST(text_of_file(folder / "b-2.json") == before);
  settings.seeds = 3;
  settings.parallel = 3;
  do_runs(runs_of(variants, settings), settings);
  BOOST_TEST(trained == 7U);
}

BOOST_AUTO_TEST_CASE(a_run_that_fails_does_not_stop_the_others) {
  temporary_folder const folder;
  auto broken = made_up("broken", 1);
  broken.train = [](train_settings const&) -> hmt::json_value { throw std::runtime_error("no such thing"); };
  std::vector const variants{broken, made_up("b", 2)};
  auto const settings = settings_in(folder.path());
  trained = 0;
  BOOST_CHECK_EXCEPTION(do_runs(runs_of(variants, settings), settings), std::runtime_error,
                        [](auto const& problem) { return std::string(problem.what()) == "no such thing"; });
  BOOST_TEST(trained == 2U);
  BOOST_TEST(!result_of(runs_of(variants, settings)[0], settings).has_value());
  BOOST_TEST(result_of(runs_of(variants, settings)[1], settings).has_value());
}

BOOST_AUTO_TEST_CASE(results_of_other_settings_or_damaged_ones_are_refused) {
  temporary_folder const folder;
  std::vector const variants{made_up("a", 1)};
  auto settings = settings_in(folder.path());
  settings.seeds = 1;
  auto const runs = runs_of(variants, settings);
  do_runs(runs, settings);
  settings.epochs = 4;
  BOOST_CHECK_EXCEPTION(result_of(runs[0], settings), hmt::config_error,
                        says("study-settings", "a-1.json", "with epochs 4, found 3", "another --folder"));
  settings.epochs = 3;
  BOOST_TEST(result_of(runs[0], settings).has_value());
  std::vector wider{variants};
  wider[0].numbers = {{"hidden", 60}};
  BOOST_CHECK_EXCEPTION(result_of(runs_of(wider, settings)[0], settings), hmt::config_error,
                        says("study-settings", "a-1.json", "with hidden 60, found null", "another --folder"));
  std::ofstream(folder / "a-1.json") << "{\"settings\":";
  BOOST_CHECK_EXCEPTION(result_of(runs[0], settings), hmt::data_error,
                        says("study-result", "a-1.json", "found something else"));
}

BOOST_AUTO_TEST_CASE(means_and_deviations_are_those_of_samples) {
  std::vector<double> const scores{0.2, 0.4, 0.9};
  BOOST_TEST(mean_of(scores).mean == 0.5, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(mean_of(scores).deviation == std::sqrt(0.13), boost::test_tools::tolerance(1e-12));
  BOOST_TEST(mean_of(std::vector<double>{0.3}).deviation == 0.0);
  BOOST_TEST(mean_of(std::vector<double>{}).mean == 0.0);
}

BOOST_AUTO_TEST_CASE(tables_have_a_row_a_variant_and_the_published_one) {
  auto first = made_up("a_1", 1), second = made_up("b", 2);
  second.published = {{55.8, 43.1, 48.6, "a paper, table 1"}};
  auto const result = [](study_variant const& of) {
    auto json = of.test("", "", {});
    json["variant"] = of.name;
    return std::vector<hmt::json_value>{json};
  };
  std::vector<study_row> const rows{row_of(first, result(first), result(first), "exact_span"),
                                    row_of(second, result(second), result(first), "exact_span")};
  BOOST_TEST(markdown_table(rows, "exact_span") ==
             "| model | runs | P | R | F1 (exact_span) | entities F1 | against the first |\n"
             "| --- | --- | --- | --- | --- | --- | --- |\n"
             "| a_1 | 1 | 25.0 | 25.0 | 25.0 | 25.0 |  |\n"
             "| b | 1 | 50.0 | 50.0 | 50.0 | 50.0 | +25.0, p = 0.0002 |\n"
             "| b (a paper, table 1) |  | 55.8 | 43.1 | 48.6 |  |  |\n");
  holds(csv_table(rows), "\nb,1,0.5,0,0.5,0,0.5,0,0.5,0,0.25,");
  holds(csv_table(rows), "\na_1,1,0.25,0,0.25,0,0.25,0,0.25,0,,\n");
  auto const latex = latex_table(rows, "exact_span");
  holds(latex, "a\\_1 & 1 & 25.0");
  holds(latex, "F1 (exact\\_span)");
  BOOST_CHECK_EXCEPTION(row_of(first, result(first), result(first), "strict"), hmt::config_error,
                        says("study-rule", "exact_span, exact_text", "found 'strict'"));
}

BOOST_AUTO_TEST_CASE(several_runs_have_a_deviation_in_the_table) {
  auto const variant = made_up("a", 1);
  std::vector<hmt::json_value> results{made_up("a", 1).test("", "", {}), made_up("a", 3).test("", "", {})};
  for (auto& each : results) each["variant"] = "a";
  std::vector<study_row> const rows{row_of(variant, results, results, "exact_span")};
  holds(markdown_table(rows, "exact_span"), "| 50.0 ± 35.4 |");
  holds(latex_table(rows, "exact_span"), "50.0 $\\pm$ 35.4");
}

BOOST_AUTO_TEST_CASE(curves_have_a_line_and_a_name_each) {
  auto const epochs = made_up("", 3).train(train_settings{});
  auto const svg = hmt::learning_curves(std::vector<hmt::curve>{{"a<b&c", {epochs, epochs}}, {"d", {epochs}}});
  holds(svg, "a&lt;b&amp;c");
  BOOST_TEST(times(svg, "<polyline") == 2U);
  lacks(svg, "nan");
}

BOOST_AUTO_TEST_CASE(curves_are_of_any_value_from_nothing_to_the_highest) {
  auto const epochs = hmt::json_value::parse(R"([{"l": {"a": 700, "b": 350}}, {"l": {"a": 0}}])");
  auto const svg = hmt::learning_curves(std::vector<hmt::curve>{{"a", {epochs}, "/l/a"}, {"b", {epochs}, "/l/b"}},
                                        {.title = "t<", .width = 300, .height = 186, .legend = 24});
  // 200 wide from 60, 100 high from 30; the grid ends at 700, in steps of 100.
  holds(svg, "points=\"60.0,30.0 260.0,130.0 \"");
  holds(svg, "points=\"60.0,80.0 260.0,130.0 \"");
  holds(svg, ">700</text>");
  holds(svg, "aria-label=\"t&lt;\"");
  lacks(svg, "<polygon");  // one run has no range
}

BOOST_AUTO_TEST_CASE(one_epoch_nothing_and_zero_have_curves_too) {
  auto const one =
      hmt::learning_curves(std::vector<hmt::curve>{{"one epoch", {hmt::json_value::array({{{"f1", 0.5}}})}}});
  holds(one, "<circle");
  auto const zero = hmt::learning_curves(std::vector<hmt::curve>{{"zero", {hmt::json_value::array({{{"f1", 0.0}}})}}});
  for (auto const& svg : {one, zero, hmt::learning_curves({})}) {
    lacks(svg, "nan");
    lacks(svg, "inf");
  }
}

BOOST_AUTO_TEST_CASE(a_grid_has_round_numbers_and_at_most_ten_steps) {
  for (auto const& [highest, step] : {std::pair(1.0, 0.1),
                                      {0.54, 0.1},
                                      {0.486, 0.05},
                                      {3.2, 0.5},
                                      {5567.0, 1000.0},
                                      {0.002, 0.0002},
                                      {10.0, 1.0},
                                      {11.0, 2.0}})
    BOOST_TEST(hmt::detail::grid_step(highest) == step, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(the_program_reports_and_refuses) {
  temporary_folder const folder;
  auto const status = [&](std::vector<std::string> arguments) {
    std::vector<char const*> pointers{"a_study"};
    for (auto const& each : arguments) pointers.push_back(each.c_str());
    return study(static_cast<int>(pointers.size()), pointers.data(), {.name = "a_study", .summary = "For tests"},
                 {made_up("a", 1), made_up("b", 2)});
  };
  std::vector<std::string> const wanted{"--train", "t", "--dev", "d", "--folder", folder.path() + "/new"};
  BOOST_TEST(status(wanted) == 0);
  for (auto const* name : {"table.md", "table.csv", "table.tex", "curves.svg"})
    BOOST_TEST(!text_of_file(folder / ("new/" + std::string(name))).empty());
  auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), wanted.begin(), wanted.end());
    return status(more);
  };
  BOOST_TEST(with({"--report-only"}) == 0);
  BOOST_TEST(with({"--rule", "strict"}) == 1);
  BOOST_TEST(with({"--seeds", "0"}) == 2);
  BOOST_TEST(status({"--train", "t"}) == 2);
  BOOST_TEST(status({"--train", "t", "--dev", "d", "--folder", folder.path() + "/other", "--report-only"}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
