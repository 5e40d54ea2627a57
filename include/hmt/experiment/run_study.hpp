// SPDX-License-Identifier: MIT
// The program of a study; declared in study_command.hpp.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/program.hpp"
#include "hmt/experiment/study_command.hpp"
#include "hmt/experiment/study_command_line.hpp"
#include "hmt/experiment/study_report.hpp"
#include "hmt/experiment/study_runs.hpp"
#include "hmt/report/learning_curves.hpp"

namespace hmt::experiment {

namespace detail {

inline void write_whole(std::string const& folder, char const* name, std::string const& text) {
  write_file((std::filesystem::path(folder) / name).string(), text);
}

/// Writes `table.md`, `table.csv`, `table.tex` and `curves.svg` of the finished runs, and prints the first.
inline void report(std::vector<study_run> const& runs, study_settings const& settings) {
  std::vector<study_variant const*> variants;
  for (auto const& run : runs)
    if (std::ranges::find(variants, run.variant) == variants.end()) variants.push_back(run.variant);
  std::vector<study_row> rows;
  std::vector<curve> curves;
  std::vector<json_value> first;
  for (auto const* each : variants) {
    std::vector<json_value> results;
    for (auto const& run : runs)
      if (run.variant == each)
        if (auto result = result_of(run, settings)) results.push_back(std::move(*result));
    if (results.empty()) continue;
    if (rows.empty()) first = results;
    rows.push_back(row_of(*each, results, first, settings.rule));
    curves.push_back({each->name, {}});
    for (auto const& result : results) curves.back().runs.push_back(result["epochs"]);
  }
  if (rows.empty())
    throw config_error("study-empty", fmt::format("{}: expected the results of runs, found none: run the study without "
                                                  "--report-only",
                                                  settings.folder));
  auto const markdown = markdown_table(rows, settings.rule);
  write_whole(settings.folder, "table.md", markdown);
  write_whole(settings.folder, "table.csv", csv_table(rows));
  write_whole(settings.folder, "table.tex", latex_table(rows, settings.rule));
  write_whole(settings.folder, "curves.svg", learning_curves(curves));
  write_result(markdown);
  log("written to {}: table.md, table.csv, table.tex, curves.svg", settings.folder);
}

}  // namespace detail

HMT_EXPERIMENT_INLINE int study(int argc, char const* const* argv, description const& about,
                                std::vector<study_variant> const& variants) {
  return detail::run_program(
      argc, argv, about.name, "try a smaller --parallel", [&] { return study_command_line(about, variants); },
      [&](study_command_line const& line) {
        auto const& settings = line.settings;
        auto const runs = runs_of(variants, settings);
        std::error_code failure;
        std::filesystem::create_directories(settings.folder, failure);
        if (failure)
          throw data_error("file-write", file_position{settings.folder},
                           "expected a folder that can be created, found: " + failure.message());
        if (!settings.report_only) do_runs(runs, settings);
        detail::report(runs, settings);
      });
}

}  // namespace hmt::experiment
