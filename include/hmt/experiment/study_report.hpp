// SPDX-License-Identifier: MIT
// The results of a study: means over seeds, significance, and the table in several formats.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/json.hpp"
#include "hmt/evaluate/counts.hpp"
#include "hmt/evaluate/significance.hpp"
#include "hmt/experiment/study_settings.hpp"

namespace hmt::experiment {

/// A mean over runs and their sample standard deviation (0 for a single run).
struct mean_score {
  double mean = 0, deviation = 0;
};

/// Zeros if there are no scores.
inline mean_score mean_of(std::span<double const> scores) {
  if (scores.empty()) return {};
  auto const count = static_cast<double>(scores.size());
  mean_score result;
  for (double const each : scores) result.mean += each / count;
  if (scores.size() == 1) return result;
  double squares = 0;
  for (double const each : scores) squares += (each - result.mean) * (each - result.mean);
  result.deviation = std::sqrt(squares / (count - 1));
  return result;
}

/// A variant's row of a study's table. Scores are shares, in [0, 1].
struct study_row {
  study_variant const* variant = nullptr;
  std::size_t runs = 0;
  mean_score precision, recall, f1;      ///< of triples under the study's rule
  std::optional<mean_score> entities;    ///< F1, with types if the corpus has them
  std::optional<bootstrap_result> test;  ///< against the first row; absent there, and if numbers of runs differ
};

namespace detail {

/// Counts of each sentence, added up over all runs.
inline std::vector<counts> counts_of_sentences(std::span<json_value const> results, std::string const& rule) {
  std::vector<counts> sums;
  for (auto const& each : results) {
    auto const& sentences = each["sentences"][rule];
    sums.resize(sentences.size());
    for (std::size_t i = 0; i < sums.size(); ++i)
      sums[i] +=
          {sentences[i][0].get<std::size_t>(), sentences[i][1].get<std::size_t>(), sentences[i][2].get<std::size_t>()};
  }
  return sums;
}

inline std::optional<mean_score> mean_of_entities(std::span<json_value const> results) {
  std::vector<double> scores;
  for (auto const& each : results) {
    auto const& entities = each["test"]["entities"];
    auto const& by_type = entities.value("strict", json_value());
    auto const& chosen = by_type.is_null() ? entities["exact_span"] : by_type;
    if (chosen["predicted"].get<std::size_t>() > 0) scores.push_back(chosen["f1"].get<double>());
  }
  return scores.size() == results.size() ? std::optional(mean_of(scores)) : std::nullopt;
}

inline std::string per_cent(mean_score const& score, bool several) {
  return several ? fmt::format("{:.1f} ± {:.1f}", 100 * score.mean, 100 * score.deviation)
                 : fmt::format("{:.1f}", 100 * score.mean);
}

/// The cells of a table, its heading first.
inline std::vector<std::vector<std::string>> cells_of(std::span<study_row const> rows, std::string const& rule) {
  std::vector<std::vector<std::string>> cells{
      {"model", "runs", "P", "R", fmt::format("F1 ({})", rule), "entities F1", "against the first"}};
  for (auto const& row : rows) {
    bool const several = row.runs > 1;
    cells.push_back({row.variant->name, std::to_string(row.runs), per_cent(row.precision, several),
                     per_cent(row.recall, several), per_cent(row.f1, several),
                     row.entities ? per_cent(*row.entities, several) : "",
                     row.test ? fmt::format("{:+.1f}, p = {:.4f}", 100 * row.test->difference, row.test->p) : ""});
    for (auto const& published : row.variant->published)
      cells.push_back({fmt::format("{} ({})", row.variant->name, published.source), "",
                       fmt::format("{:.1f}", published.precision), fmt::format("{:.1f}", published.recall),
                       fmt::format("{:.1f}", published.f1), "", ""});
  }
  return cells;
}

/// `text` with LaTeX's special characters escaped.
inline std::string latex_of(std::string const& text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "±") == 0) {
      escaped += "$\\pm$";
      ++i;
    } else {
      if (text[i] == '_' || text[i] == '%' || text[i] == '&' || text[i] == '#') escaped += '\\';
      if (text[i] == '<')
        escaped += "$<$";
      else
        escaped += text[i];
    }
  }
  return escaped;
}

}  // namespace detail

/// The row of a variant from its results, compared with the first variant's. Throws `config_error` (`study-rule`) for a
/// rule that the results lack.
inline study_row row_of(study_variant const& variant, std::span<json_value const> results,
                        std::span<json_value const> first, std::string const& rule) {
  study_row row{&variant, results.size(), {}, {}, {}, {}, {}};
  std::vector<double> precision, recall, f1;
  for (auto const& each : results) {
    auto const score = each["test"]["triples"].value(rule, json_value());
    if (score.is_null())
      throw config_error(
          "study-rule",
          fmt::format("expected a matching rule, one of exact_span, exact_text, first_word, begin_tag and, "
                      "if the corpus has entity types, strict; found '{}'",
                      rule));
    precision.push_back(score["precision"].get<double>());
    recall.push_back(score["recall"].get<double>());
    f1.push_back(score["f1"].get<double>());
  }
  row.precision = mean_of(precision);
  row.recall = mean_of(recall);
  row.f1 = mean_of(f1);
  row.entities = detail::mean_of_entities(results);
  if (first.size() == results.size() && !results.empty() && first.front()["variant"] != variant.name)
    row.test = paired_bootstrap(detail::counts_of_sentences(first, rule), detail::counts_of_sentences(results, rule));
  return row;
}

/// The table in Markdown.
inline std::string markdown_table(std::span<study_row const> rows, std::string const& rule) {
  std::string text;
  for (bool heading = true; auto const& row : detail::cells_of(rows, rule)) {
    text += "|";
    for (auto const& cell : row) text += " " + cell + " |";
    text += "\n";
    if (heading) text += "| --- | --- | --- | --- | --- | --- | --- |\n";
    heading = false;
  }
  return text;
}

/// The same for programs: a header, then a line per variant; scores in [0, 1], an empty field if there is none (RFC
/// 4180, except line ends).
inline std::string csv_table(std::span<study_row const> rows) {
  std::string text =
      "model,runs,precision,precision_deviation,recall,recall_deviation,f1,f1_deviation,entities_f1,"
      "entities_f1_deviation,difference,p\n";
  auto const field = [](mean_score const& score) { return fmt::format(",{},{}", score.mean, score.deviation); };
  for (auto const& row : rows)
    text += row.variant->name + "," + std::to_string(row.runs) + field(row.precision) + field(row.recall) +
            field(row.f1) + (row.entities ? field(*row.entities) : ",,") +
            (row.test ? fmt::format(",{},{}", row.test->difference, row.test->p) : ",,") + "\n";
  return text;
}

/// The same as a LaTeX `tabular` with rules of the package booktabs.
inline std::string latex_table(std::span<study_row const> rows, std::string const& rule) {
  std::string text = "\\begin{tabular}{lrrrrrl}\n\\toprule\n";
  for (bool heading = true; auto const& row : detail::cells_of(rows, rule)) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : " & ") + detail::latex_of(row[i]);
    text += heading ? " \\\\\n\\midrule\n" : " \\\\\n";
    heading = false;
  }
  return text + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace hmt::experiment
