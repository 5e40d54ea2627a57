// SPDX-License-Identifier: MIT
// The lines of the metrics file.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "hmt/train/metrics_log.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(train_metrics_log)

namespace {

struct no_model {};

hmt::epoch_report example(bool validated) {
  hmt::epoch_report report;
  report.epoch = 3;
  report.epochs = 9;
  report.words = 1000;
  report.seconds = 0.5;
  report.words_per_second = 2000;
  report.learning_rate = 0.125;
  report.loss = 0.75;
  report.task_losses = {{"entity", 0.25}, {"relation", 0.5}};
  if (validated) report.validation = hmt::validation_scores{0.5, 0.25, 0.375, {{"strict_f1", 0.125}}};
  return report;
}

std::vector<nlohmann::json> lines_of(std::string const& path) {
  std::vector<nlohmann::json> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_CASE(writes_one_object_a_line_and_flushes_it) {
  temporary_folder const folder;
  hmt::metrics_log log(folder / "metrics.jsonl");
  log.on_epoch(no_model{}, example(true));
  log.on_epoch(no_model{}, example(false));
  auto const lines = lines_of(folder / "metrics.jsonl");  // while the log is still open
  BOOST_TEST_REQUIRE(lines.size() == 2U);
  BOOST_TEST(lines[0].at("epoch") == 3);
  BOOST_TEST(lines[0].at("loss") == 0.75);
  BOOST_TEST(lines[0].at("losses").at("relation") == 0.5);
  BOOST_TEST(lines[0].at("words_per_second") == 2000);
  BOOST_TEST(lines[0].at("seconds") == 0.5);
  BOOST_TEST(lines[0].at("learning_rate") == 0.125);
  BOOST_TEST(lines[0].at("precision") == 0.5);
  BOOST_TEST(lines[0].at("recall") == 0.25);
  BOOST_TEST(lines[0].at("f1") == 0.375);
  BOOST_TEST(lines[0].at("strict_f1") == 0.125);
  BOOST_TEST(lines[0].at("best") == true);
  BOOST_TEST(!lines[1].contains("f1"));
  BOOST_TEST(lines[1].at("epoch") == 3);
}

BOOST_AUTO_TEST_CASE(empties_an_older_file) {
  temporary_folder const folder;
  auto const path = folder.file("metrics.jsonl", "{\"epoch\":1}\n{\"epoch\":2}\n");
  hmt::metrics_log(path).on_epoch(no_model{}, example(true));
  BOOST_TEST(lines_of(path).size() == 1U);
}

BOOST_AUTO_TEST_CASE(reports_a_file_that_cannot_be_opened) {
  temporary_folder const folder;
  BOOST_CHECK_EXCEPTION(hmt::metrics_log(folder / "absent/metrics.jsonl"), hmt::data_error,
                        says("file-write", folder / "absent/metrics.jsonl", "expected", "No such file"));
}

BOOST_AUTO_TEST_CASE(reports_a_line_that_cannot_be_written) {
  hmt::metrics_log log("/dev/full");
  BOOST_CHECK_EXCEPTION(log.on_epoch(no_model{}, example(true)), hmt::data_error,
                        says("file-write", "/dev/full:1", "No space left"));
}

BOOST_AUTO_TEST_SUITE_END()
