// SPDX-License-Identifier: MIT
// The runs of a study: their list, their results, and the execution of unfinished ones.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/parallel.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/study_settings.hpp"
#include "hmt/experiment/training_metadata.hpp"

namespace hmt::experiment {

/// The requested variants, each with seeds 1 to `seeds`, ordered by seed, so that an unfinished study covers all
/// variants. Throws `config_error` (`study-variant`) for an unknown name.
inline std::vector<study_run> runs_of(std::vector<study_variant> const& variants, study_settings const& settings) {
  std::vector<study_variant const*> chosen;
  for (auto const& each : variants)
    if (settings.variants.empty() || std::ranges::find(settings.variants, each.name) != settings.variants.end())
      chosen.push_back(&each);
  for (auto const& name : settings.variants)
    if (std::ranges::find(variants, name, &study_variant::name) == variants.end()) {
      std::string known;
      for (auto const& each : variants) known += (known.empty() ? "" : ", ") + each.name;
      throw config_error("study-variant", fmt::format("expected one of the variants {}, found '{}'", known, name));
    }
  std::vector<study_run> runs;
  for (std::uint64_t seed = 1; seed <= settings.seeds; ++seed)
    for (auto const* each : chosen) runs.push_back({each, seed});
  return runs;
}

/// Where a run's result, model and log are: `<folder>/<variant>-<seed>.<ending>`.
inline std::string path_of(study_run const& run, study_settings const& settings, std::string const& ending) {
  return (std::filesystem::path(settings.folder) / (run.name() + ending)).string();
}

/// The settings of one run's training.
inline train_settings settings_of(study_run const& run, study_settings const& settings) {
  train_settings own;
  own.reading = settings.reading;
  own.how = run.variant->how;
  own.how.training.seed = run.seed;
  if (settings.epochs > 0) own.how.training.epochs = settings.epochs;
  own.train = settings.train;
  own.dev = settings.dev;
  own.types = settings.types;
  own.vectors = settings.vectors;
  own.model = path_of(run, settings, ".model");
  own.metrics = path_of(run, settings, ".epochs.jsonl");
  own.unseen_words = settings.unseen_words;
  own.threads = 1;
  own.quiet = true;
  return own;
}

/// The settings on which a run's result depends, as written to its file.
inline json_value identity_of(study_run const& run, study_settings const& settings) {
  auto json = training_metadata(settings_of(run, settings));
  json.update(run.variant->numbers);
  json["dev"] = settings.dev;
  json["test"] = settings.test.empty() ? settings.dev : settings.test;
  json["types"] = settings.types;
  json["vectors"] = settings.vectors;
  json["unseen_words"] = settings.unseen_words;
  json["limit"] = settings.reading.limit;
  return json;
}

/// The result of a finished run; nothing for an unfinished one. Throws `data_error` (`study-result`) for a damaged
/// file, `config_error` (`study-settings`) for one with other settings: a study does not mix them.
inline std::optional<json_value> result_of(study_run const& run, study_settings const& settings) {
  auto const path = path_of(run, settings, ".json");
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string const text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  auto json = hmt::detail::parse_json(text, hmt::detail::bad_json::is_discarded);
  if (!json.is_object() || !json.contains("settings") || !json.contains("test") || !json.contains("sentences"))
    throw data_error("study-result", file_position{path},
                     "expected the result of a run, found something else: remove the file to repeat the run");
  auto const expected = identity_of(run, settings);
  for (auto const& [key, value] : expected.items())
    if (json["settings"].value(key, json_value()) != value)
      throw config_error("study-settings",
                         fmt::format("{}: expected a run with {} {}, found {}: use another --folder for other settings",
                                     path, key, value.dump(), json["settings"].value(key, json_value()).dump()));
  return json;
}

/// Trains and tests a model, and writes its result atomically. Throws what its parts throw.
inline void do_run(study_run const& run, study_settings const& settings) {
  json_value json{{"variant", run.variant->name}, {"seed", run.seed}, {"settings", identity_of(run, settings)}};
  json["epochs"] = run.variant->train(settings_of(run, settings));
  auto all = settings.reading;
  all.limit = 0;
  auto const& test = settings.test.empty() ? settings.dev : settings.test;
  json.update(run.variant->test(path_of(run, settings, ".model"), test, all));
  write_file(path_of(run, settings, ".json"), json.dump() + "\n");
}

/// Executes the unfinished runs, several at a time, each on one thread, so that results do not depend on their number.
/// Logs each as it ends. A failing run does not stop the others; the first failure is thrown when all have ended.
inline void do_runs(std::vector<study_run> const& runs, study_settings const& settings) {
  std::vector<study_run> left;
  for (auto const& run : runs)
    if (!result_of(run, settings)) left.push_back(run);
  log("{} of {} runs are done, {} to do", runs.size() - left.size(), runs.size(), left.size());
  if (left.empty()) return;
  set_threads(1);
  auto const workers = std::min<std::size_t>(
      left.size(), settings.parallel > 0 ? settings.parallel : std::max(1U, std::thread::hardware_concurrency()));
  auto const begin = std::chrono::steady_clock::now();
  std::atomic<std::size_t> next{0};
  std::mutex logging;
  std::size_t done = 0;
  std::exception_ptr first_failure;
  auto const work = [&] {
    for (std::size_t number = next++; number < left.size(); number = next++) {
      auto const& run = left[number];
      try {
        do_run(run, settings);
        std::scoped_lock const lock(logging);
        std::chrono::duration<double> const spent = std::chrono::steady_clock::now() - begin;
        ++done;
        log("{}: done; {} of {}, about {:.0f} min left", run.name(), done, left.size(),
            spent.count() / 60 / static_cast<double>(done) * static_cast<double>(left.size() - done));
      } catch (std::exception const& problem) {
        std::scoped_lock const lock(logging);
        log("{}: {}", run.name(), problem.what());
        if (!first_failure) first_failure = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t worker = 0; worker < workers; ++worker) threads.emplace_back(work);
  }
  if (first_failure) std::rethrow_exception(first_failure);
}

}  // namespace hmt::experiment
