// SPDX-License-Identifier: MIT
// The command line of a study: its options and their settings.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "hmt/experiment/options.hpp"
#include "hmt/experiment/study_settings.hpp"

namespace hmt::experiment {

/// The options of a study of these variants; parsing fills the settings.
struct study_command_line {
  CLI::App app;
  study_settings settings;

  study_command_line(description const& about, std::vector<study_variant> const& variants)
      : app(about.summary, about.name) {
    using namespace detail;
    std::string names;
    for (auto const& each : variants) names += (names.empty() ? "" : ", ") + each.name;
    app.failure_message(message_of);
    add_file(app, "--train", settings.train, "Training corpus")->required();
    add_file(app, "--dev", settings.dev, "Validation corpus: selects the epoch of each run")->required();
    add_file(app, "--test", settings.test, "Corpus for the table's scores; default: that of --dev");
    add_file(app, "--vectors", settings.vectors, "Word vectors in GloVe's text format");
    add_file(app, "--types", settings.types, "CoType file of the training sentences: types for entities without one");
    app.add_option("--folder", settings.folder,
                   "Folder of results, models and the table; finished runs there are not repeated")
        ->type_name("FOLDER")
        ->required();
    app.add_option("--variants", settings.variants, fmt::format("Only these, separated by commas: {}", names))
        ->type_name("NAMES")
        ->delimiter(',');
    add_number(app, "--seeds", settings.seeds, "Each variant is trained with seeds 1 to N")
        ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}).description(""));
    add_number(app, "--epochs", settings.epochs, "Passes through the training corpus; 0: each variant's own number");
    add_number(app, "--parallel", settings.parallel, "Concurrent runs, each on one thread; 0: one per core");
    add_number(app, "--limit", settings.reading.limit, "Use only the first N training sentences; 0: all");
    app.add_option("--rule", settings.rule,
                   "Matching rule of the table: exact_span, exact_text, first_word, begin_tag, strict")
        ->type_name("NAME")
        ->capture_default_str();
    app.add_flag("--unseen-words", settings.unseen_words, "Keep all words of the vector file");
    add_reading(app, settings.reading, about);
    app.add_flag("--report-only", settings.report_only, "Train nothing; print the table of finished runs");
  }
};

}  // namespace hmt::experiment
