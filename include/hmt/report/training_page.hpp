// SPDX-License-Identifier: MIT
// A training as a self-contained web page: learning curves, scores, options.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/json.hpp"
#include "hmt/report/learning_curves.hpp"
#include "hmt/report/markup.hpp"
#include "hmt/report/page.hpp"

namespace hmt {

/// The contents of a training page.
struct training_summary {
  std::string model;   ///< the name of its file
  std::string status;  ///< a sentence: the progress, or how the training ended
  json_value options = json_value::object();
  json_value epochs = json_value::array();  ///< as in the metrics file
};

namespace detail {

constexpr std::string_view training_style = R"css(
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.2rem; }
.chart { width: 100%; height: auto; }
.chart .back { fill: none; }
.chart .grid { stroke: var(--line); }
.chart text { fill: var(--ink); }
@media (prefers-color-scheme: dark) {
  .chart .c0 { fill: #5cb8e0; stroke: #5cb8e0; } .chart .c1 { fill: #ff9d73; stroke: #ff9d73; }
  .chart .c2 { fill: #8ccf7e; stroke: #8ccf7e; } .chart .c3 { fill: #d79bdc; stroke: #d79bdc; }
  .chart .c4 { fill: #e3c64d; stroke: #e3c64d; } .chart .c5 { fill: #c9a58b; stroke: #c9a58b; }
  .chart .c6 { fill: #ff85b3; stroke: #ff85b3; } .chart .c7 { fill: #b5b5b5; stroke: #b5b5b5; }
}
)css";

/// The names of the scores of an epoch; none without validation.
inline std::vector<std::string> scores_in(json_value const& epoch) {
  if (!epoch.contains("f1")) return {};
  std::vector<std::string> names{"f1", "precision", "recall"};
  constexpr std::array<std::string_view, 7> others{
      "epoch", "loss", "learning_rate", "words", "seconds", "words_per_second", "validation_seconds"};
  for (auto const& [name, value] : epoch.items())
    if (value.is_number() && std::ranges::find(others, name) == others.end() &&
        std::ranges::find(names, name) == names.end())
      names.push_back(name);
  return names;
}

/// The position of the epoch whose model was kept. Requires: there is an epoch.
inline std::size_t best_of(json_value const& epochs) {
  std::size_t best = epochs.size() - 1;
  while (best > 0 && !epochs[best].value("best", true)) --best;
  return best;
}

inline std::string charts_of(json_value const& epochs) {
  std::vector<json_value> const runs{epochs};
  auto const drawn = [](std::vector<curve> const& curves, std::string title) {
    return learning_curves(curves, {.title = std::move(title), .width = 460, .height = 280, .legend = 110});
  };
  std::vector<curve> losses, scores;
  if (epochs[0]["losses"].size() > 1) losses.push_back({"all tasks", runs, "/loss"});
  for (auto const& [task, loss] : epochs[0]["losses"].items()) losses.push_back({task, runs, "/losses/" + task});
  for (auto const& name : scores_in(epochs[0])) scores.push_back({name, runs, "/" + name});
  auto text = "<div class=\"charts\">\n" + drawn(losses, "loss per word, by task");
  if (!scores.empty()) text += drawn(scores, "validation scores (exact spans)");
  text += drawn({{"rate", runs, "/learning_rate"}}, "learning rate, at each epoch's end");
  text += drawn({{"speed", runs, "/words_per_second"}}, "words per second, in training");
  return text + "</div>\n";
}

/// A row of scores and times of an epoch.
inline std::string epoch_row(std::string_view name, json_value const& epoch, std::vector<std::string> const& scores) {
  auto text = fmt::format("<tr><th scope=\"row\">{}</th><td>{:.4f}</td>", name, epoch.value("loss", 0.0));
  for (auto const& [task, loss] : epoch["losses"].items()) text += fmt::format("<td>{:.4f}</td>", loss.get<double>());
  for (auto const& score : scores) text += fmt::format("<td>{:.4f}</td>", epoch.value(score, 0.0));
  return text + fmt::format("<td>{:.4g}</td><td>{:.0f}</td><td>{:.1f}</td></tr>\n", epoch.value("learning_rate", 0.0),
                            epoch.value("words_per_second", 0.0),
                            epoch.value("seconds", 0.0) + epoch.value("validation_seconds", 0.0));
}

inline std::string epoch_table_head(std::string_view caption, json_value const& epoch,
                                    std::vector<std::string> const& scores) {
  std::vector<detail::column_head> columns{{"Epoch", true}, {"loss"}};
  for (auto const& [task, loss] : epoch["losses"].items()) columns.push_back({"loss: " + task});
  for (auto const& score : scores) columns.push_back({score});
  for (auto const* const name : {"learning rate", "words/s", "seconds"}) columns.push_back({name});
  return detail::table_head(caption, "", columns);
}

inline std::string epoch_sections(json_value const& epochs) {
  auto const scores = scores_in(epochs[0]);
  auto const best = best_of(epochs);
  auto text =
      "<section>\n<h2>Scores</h2>\n<div class=\"scrolled\" role=\"region\" tabindex=\"0\" aria-label=\"Scores\">" +
      epoch_table_head(scores.empty() ? "Without validation data the last epoch's model is kept"
                                      : "The epoch with the highest score, whose model is kept, and the last one",
                       epochs[0], scores);
  text += epoch_row(fmt::format("{} (kept)", best + 1), epochs[best], scores);
  if (best + 1 < epochs.size()) text += epoch_row(fmt::format("{} (last)", epochs.size()), epochs.back(), scores);
  text += "</tbody></table></div>\n</section>\n<section>\n<h2>Curves</h2>\n" + charts_of(epochs) +
          "</section>\n<section>\n<h2>Epochs</h2>\n"
          "<div class=\"scrolled\" role=\"region\" tabindex=\"0\" aria-label=\"All epochs\">" +
          epoch_table_head("All epochs", epochs[0], scores);
  for (std::size_t number = 0; number < epochs.size(); ++number)
    text += epoch_row(fmt::format("{}{}", number + 1, number == best ? " (kept)" : ""), epochs[number], scores);
  return text + "</tbody></table></div>\n</section>\n";
}

}  // namespace detail

/// The page: the status, the scores of the best and the last epoch, curves of losses, validation scores, learning rate
/// and speed, a table of all epochs, and the options. Needs no script and no network; follows the system's light or
/// dark setting. All text is escaped.
inline std::string training_page(training_summary const& of) {
  auto text = detail::page_begin(
      "Training",
      fmt::format("<p>Model <b>{}</b>: {}</p>\n", detail::escaped_markup(of.model), detail::escaped_markup(of.status)),
      detail::training_style);
  text +=
      of.epochs.empty() ? "<section>\n<p>No epoch was finished.</p>\n</section>\n" : detail::epoch_sections(of.epochs);
  text +=
      "<section>\n<h2>Options</h2>\n" + detail::table_head("Training options", "", {{"Option", true}, {"Value", true}});
  for (auto const& [name, value] : of.options.items())
    text += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"left\">{}</td></tr>\n", detail::escaped_markup(name),
                        detail::escaped_markup(value.is_string() ? value.get<std::string>() : value.dump()));
  return text + "</tbody></table>\n</section>\n" + detail::page_end("");
}

}  // namespace hmt
