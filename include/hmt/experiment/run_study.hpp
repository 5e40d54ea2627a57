// SPDX-License-Identifier: MIT
// The program of a study; declared in study_command.hpp.
#pragma once

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <limits>
#include <new>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/learning_curves.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/study_command.hpp"
#include "hmt/experiment/study_report.hpp"
#include "hmt/experiment/study_runs.hpp"

namespace hmt::experiment {

namespace detail {

inline void add_study_options(CLI::App& app, study_settings& settings, std::vector<study_variant> const& variants) {
  auto const file = [&](char const* name, std::string& path, char const* text) {
    return app.add_option(name, path, text)->type_name("FILE");
  };
  auto const number = [&](char const* name, std::size_t& value, char const* text) {
    return app.add_option(name, value, text)
        ->type_name("N")
        ->capture_default_str()
        ->check(CLI::Range(std::size_t{0}, std::numeric_limits<std::size_t>::max()).description(""));
  };
  std::string names;
  for (auto const& each : variants) names += (names.empty() ? "" : ", ") + each.name;
  file("--train", settings.train, "Training corpus")->required();
  file("--dev", settings.dev, "Validation corpus: chooses the epoch of each run")->required();
  file("--test", settings.test, "Corpus on which the table's scores are taken; without it they are those of --dev");
  file("--vectors", settings.vectors, "Word vectors in GloVe's text form");
  file("--types", settings.types, "CoType file of the training sentences: types for entities without one");
  app.add_option("--folder", settings.folder,
                 "Where results, models and the table go; runs that are done there are not done again")
      ->type_name("FOLDER")
      ->required();
  app.add_option("--variants", settings.variants, fmt::format("Only these, with commas between: {}", names))
      ->type_name("NAMES")
      ->delimiter(',');
  number("--seeds", settings.seeds, "Each variant is trained with seeds 1 to N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}).description(""));
  number("--epochs", settings.epochs, "Passes through the training corpus; 0: each variant's own number");
  number("--parallel", settings.parallel, "Runs at a time, each on one thread; 0: one a core");
  number("--limit", settings.reading.limit, "Use only the first so many training sentences; 0: all");
  app.add_option("--rule", settings.rule,
                 "Matching rule of the table: exact_span, exact_text, first_word, begin_tag, strict")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_flag("--unseen-words", settings.unseen_words, "Keep all words of the vector file");
  app.add_flag("--skip-bad-records", settings.reading.skip_bad_records, "Leave broken records out, and say how many");
  app.add_flag("--report-only", settings.report_only, "Train nothing: the table of what is done");
}

inline void write_whole(std::string const& folder, char const* name, std::string const& text) {
  output_file file((std::filesystem::path(folder) / name).string());
  file.write(text);
  file.commit();
}

/// Writes `table.md`, `table.csv`, `table.tex` and `curves.svg` of what is done, and prints the first.
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
  tell("written to {}: table.md, table.csv, table.tex, curves.svg", settings.folder);
}

}  // namespace detail

HMT_EXPERIMENT_INLINE int study(int argc, char const* const* argv, description const& about,
                                std::vector<study_variant> const& variants) {
  CLI::App app(about.summary, about.name);
  study_settings settings;
  settings.reading.form = about.form;
  try {
    detail::add_study_options(app, settings, variants);
    try {
      app.parse(argc, argv);
    } catch (CLI::ParseError const& problem) {
      std::ostringstream help;
      int const status = app.exit(problem, help, std::cerr);
      write_result(help.str());
      return status == 0 ? 0 : 2;
    }
    auto const runs = runs_of(variants, settings);
    std::error_code failure;
    std::filesystem::create_directories(settings.folder, failure);
    if (failure)
      throw data_error("file-write", place{settings.folder},
                       "expected a folder that can be made, found: " + failure.message());
    if (!settings.report_only) do_runs(runs, settings);
    detail::report(runs, settings);
    return 0;
  } catch (std::bad_alloc const&) {
    std::fprintf(stderr, "%s: out of memory: try a smaller --parallel\n", about.name.c_str());
  } catch (std::exception const& problem) {
    std::fprintf(stderr, "%s: %s\n", about.name.c_str(), problem.what());
  }
  return 1;
}

}  // namespace hmt::experiment
