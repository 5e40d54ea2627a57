// SPDX-License-Identifier: MIT
// The page about a training: at its end, in progress, and after an early end.
#include "hmt/report/training_page.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>

#include "hmt/experiment/training_report_file.hpp"
#include "temporary_folder.hpp"
#include "texts.hpp"

BOOST_AUTO_TEST_SUITE(report_training_page)

namespace {

using hmt::training_page;
using hmt::training_summary;
using hmt::experiment::training_report_file;

struct no_model {};

hmt::epoch_report epoch(std::size_t number, std::optional<double> f1, bool best) {
  hmt::epoch_report report;
  report.epoch = number;
  report.epochs = 3;
  report.words = 1000;
  report.seconds = 0.5;
  report.words_per_second = 2000;
  report.learning_rate = 0.25 / static_cast<double>(number);
  report.loss = 3.0 / static_cast<double>(number);
  report.task_losses = {{"entity", 1.0 / static_cast<double>(number)}, {"relation", 2.0 / static_cast<double>(number)}};
  if (f1) report.validation = hmt::validation_scores{0.5, 0.25, *f1, {{"entity_f1", 0.75}}};
  report.best = best;
  return report;
}

training_summary story() {
  training_summary made{"<m>", "done & dusted", {{"train", "<t>"}, {"epochs", 3}, {"from", nullptr}}, {}};
  for (auto const& each : {epoch(1, 0.125, true), epoch(2, 0.5, true), epoch(3, 0.375, false)})
    made.epochs.push_back(hmt::to_json(each));
  return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(shows_scores_curves_epochs_and_options) {
  auto const text = training_page(story());
  holds(text, "<b>&lt;m&gt;</b>: done &amp; dusted");
  std::string const second =
      "<td>1.5000</td><td>0.5000</td><td>1.0000</td><td>0.5000</td><td>0.5000</td><td>0.2500</td><td>0.7500</td>"
      "<td>0.125</td><td>2000</td><td>0.5</td></tr>";
  BOOST_TEST(times(text, "<th scope=\"row\">2 (kept)</th>" + second) == 2U);  // in the scores, and among all epochs
  holds(text, "<th scope=\"row\">3 (last)</th><td>1.0000</td>");
  holds(text, "<th scope=\"col\">loss: relation</th><th scope=\"col\">f1</th>");
  BOOST_TEST(times(text, "<svg") == 4U);
  BOOST_TEST(times(text, "<polyline") == 3U + 4U + 1U + 1U);
  for (auto const* const name :
       {">all tasks<", ">entity<", ">relation<", ">f1<", ">precision<", ">recall<", ">entity_f1<"})
    holds(text, name);
  holds(text, "<th scope=\"row\">train</th><td class=\"left\">&lt;t&gt;</td>");
  holds(text, "<th scope=\"row\">epochs</th><td class=\"left\">3</td>");
  for (auto const* const part : {"<m>", "<t>", "nan", "inf", "https://", "<script"}) lacks(text, part);
}

BOOST_AUTO_TEST_CASE(without_validation_the_last_epoch_is_kept) {
  training_summary one{"m", "", {}, {hmt::to_json(epoch(1, {}, true)), hmt::to_json(epoch(2, {}, true))}};
  auto const text = training_page(one);
  holds(text, "Without validation data");
  BOOST_TEST(times(text, "<th scope=\"row\">2 (kept)</th>") == 2U);
  BOOST_TEST(times(text, "<svg") == 3U);
  lacks(text, "f1");
}

BOOST_AUTO_TEST_CASE(one_epoch_is_a_point_and_none_is_said) {
  training_summary one{"m", "", {}, {hmt::to_json(epoch(1, 0.0, true))}};
  BOOST_TEST(times(training_page(one), "<circle") == 3U + 4U + 1U + 1U);
  lacks(training_page(one), "nan");
  one.epochs.clear();
  holds(training_page(one), "No epoch was finished.");
}

BOOST_AUTO_TEST_CASE(the_file_is_there_after_each_epoch_and_at_the_end) {
  temporary_folder const folder;
  training_report_file page(folder / "page.html", "m");
  BOOST_TEST(folder.count() == 0);
  page.set_options({{"seed", 7}});
  page.on_epoch(no_model{}, epoch(1, 0.5, true));
  holds(text_of_file(folder / "page.html"), "1 of 3 epochs are done.");
  holds(text_of_file(folder / "page.html"), "<th scope=\"row\">seed</th><td class=\"left\">7</td>");
  hmt::training_report report;
  report.epochs.resize(1);
  report.seconds = 2;
  page.on_end(no_model{}, report);
  holds(text_of_file(folder / "page.html"), ": done after 1 epoch and 2 seconds.");
  BOOST_TEST(folder.count() == 1);
}

BOOST_AUTO_TEST_CASE(an_early_end_is_told_with_its_reason) {
  temporary_folder const folder;
  training_report_file page(folder / "page.html", "m");
  page.ended(hmt::data_error("batch", "too <few>"));
  holds(text_of_file(folder / "page.html"), "too &lt;few&gt; [batch]");
  std::filesystem::remove_all(folder.path());
  page.ended(hmt::data_error("batch", "again"));  // cannot be written: logged, not thrown
  BOOST_CHECK_EXCEPTION(page.on_epoch(no_model{}, epoch(1, {}, true)), hmt::data_error,
                        says("file-write", folder / "page.html"));
  BOOST_CHECK_EXCEPTION(training_report_file(folder / "no/page.html", "m"), hmt::data_error,
                        says("file-write", "no/page.html"));
}

BOOST_AUTO_TEST_SUITE_END()
