// SPDX-License-Identifier: MIT
// The command `train`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/error.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/parallel.hpp"
#include "hmt/core/pluralise.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/compatibility.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/interruption.hpp"
#include "hmt/experiment/optimizers.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/training_callbacks.hpp"
#include "hmt/experiment/training_metadata.hpp"
#include "hmt/extract/scorer.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/train/report.hpp"

namespace hmt::experiment {

/// Moves a validation sample out of the training set. The same share and seed select the same sentences.
inline corpus take_validation_sample(corpus& training, std::uint64_t seed, double share) {
  corpus sample{training.path, training.format, {}, 0, training.typed};
  auto const numbers = validation_sample(training.sentences.size(), seed, share);
  std::vector<sentence> rest;
  for (std::size_t i = 0, next = 0; i < training.sentences.size(); ++i) {
    bool const chosen = next < numbers.size() && numbers[next] == i;
    if (chosen) ++next;
    (chosen ? sample.sentences : rest).push_back(std::move(training.sentences[i]));
  }
  training.sentences = std::move(rest);
  return sample;
}

/// Throws `config_error` for invalid settings, before time is spent on reading: `validation-twice`, `from`,
/// `optimizer-name`, `optimizer-options`, `training-options`.
inline void require_sound(train_settings const& settings) {
  if (!settings.dev.empty() && settings.validation_share != 0)
    throw config_error("validation-twice", "expected either --dev or --validation-share, found both");
  if (!settings.from.empty() && !settings.vectors.empty())
    throw config_error("from", "expected either --from, whose model has word vectors, or --vectors, found both");
  if (!settings.from.empty() && !settings.size_option.empty())
    throw config_error("from", fmt::format("expected either --from, whose model has fixed sizes, or {}, found both",
                                           settings.size_option));
  with_optimizer(settings.how, [](auto const& optimizer) { optimizer.check(); });
  settings.how.training.check();
}

/// Throws `config_error` (`from`) if the corpus has labels that the model lacks.
inline void require_known_labels(any_model const& model, corpus const& training, std::string const& path) {
  auto const known = model.labels();
  auto const needed = model.labels_for(training.sentences);
  for (std::size_t task = 0; task < known.size(); ++task)
    for (auto const& name : needed[task].names)
      if (std::ranges::find(known[task].names, name) == known[task].names.end())
        throw config_error("from", fmt::format("{}: expected labels that the model {} has, found '{}' of its task "
                                               "{}; train a new model without --from",
                                               training.path, path, name, known[task].task));
}

/// The numbers that the model's type leaves open, from the settings.
inline model_options model_options_of(train_settings const& settings) {
  auto options = settings.how.model;
  if (settings.word_dimension) options.word_dimension = *settings.word_dimension;
  return options;
}

/// A model for a training set with its word vectors, or the one to resume from. Stores the width of given vectors in
/// `options`.
inline std::unique_ptr<any_model> first_model(model_type const& type, train_settings const& settings,
                                              corpus const& training, model_options& options) {
  if (!settings.from.empty()) {
    auto model = type.load(settings.from);
    require_known_labels(*model, training, settings.from);
    return model;
  }
  std::optional<word_vectors> vectors;
  if (!settings.vectors.empty()) {
    auto const counts = count_words(training.sentences);
    auto const dimension = type.word_dimension != 0 ? type.word_dimension : settings.word_dimension.value_or(0);
    vectors = read_glove(settings.vectors, dimension, [&](std::string_view word) {
      return settings.unseen_words || counts.find(word) != counts.end();
    });
    options.word_dimension = vectors->dimension;
    log("{}: {} of {} distinct training words have a vector", settings.vectors,
        std::ranges::count_if(counts, [&](auto const& one) { return vectors->find(one.first).has_value(); }),
        counts.size());
  }
  auto const* given = vectors ? &*vectors : nullptr;
  auto words =
      vocabulary::build(training.sentences, given,
                        {.minimum_count = settings.how.minimum_count, .unseen_with_vector = settings.unseen_words});
  return type.make(std::move(words), training.sentences, settings.how.training.seed, given, options);
}

/// The training settings, for the model file.
inline json_value training_metadata_of(train_settings const& settings, corpus const& training) {
  auto metadata = training_metadata(settings);
  metadata["sentences"] = training.sentences.size();
  metadata["learning_rate"] =
      with_optimizer(settings.how, [](auto const& optimizer) { return optimizer.learning_rate; });
  return metadata;
}

/// These `options` with files and threads, for display.
inline json_value options_of(train_settings const& settings, json_value options) {
  for (auto const& [name, path] :
       {std::pair("dev", &settings.dev), std::pair("vectors", &settings.vectors), std::pair("types", &settings.types)})
    if (!path->empty()) options[name] = *path;
  if (settings.validation_share != 0) options["validation_share"] = settings.validation_share;
  options["unseen_words"] = settings.unseen_words;
  options["limit"] = settings.reading.limit;
  options["threads"] = settings.threads;
  return options;
}

/// The output of `--verbose` before the training: effective options, vocabulary and labels.
inline void log_all(any_model const& model, std::string_view target, json_value const& options) {
  log("options: {}", options.dump());
  log("computes on: {}", target);
  log("vocabulary: {} words", model.vocabulary_size());
  for (auto const& [task, names] : model.labels()) log("labels of {}: {}", task, fmt::join(names, " "));
}

/// Warns if training has no triples, if validation has relations that training lacks, or if validation cannot select a
/// model.
inline void warn_of_incompatibilities(std::span<std::string const> relations, corpus const& training, corpus const* dev,
                                      selection_metric selection) {
  if (std::ranges::all_of(training.sentences, [](auto const& one) { return one.triples.empty(); }))
    warn("{}: expected triples, found none in {}; check their key in the corpus format", training.path,
         hmt::detail::pluralise(training.sentences.size(), "sentence"));
  if (dev == nullptr) {
    if (selection != selection_metric::triples)
      warn("--choose-by {}: expected validation data (--dev or --validation-share), found none; the last model is kept",
           name_of(selection));
    return;
  }
  warn_of_unknown_relations(find_unknown(*dev, relations), relations.size(), *dev, training.path);
  if (selection != selection_metric::triples &&
      std::ranges::all_of(dev->sentences, [](auto const& one) { return one.entities.empty(); }))
    warn("{}: expected entities to select the model by (--choose-by {}), found none in {}", dev->path,
         name_of(selection), hmt::detail::pluralise(dev->sentences.size(), "sentence"));
}

/// The scores of triples under exact spans, with those of entities if there are any, and the selection score.
inline validation_scores scores_of(evaluation const& found, bool entities, selection_metric selection) {
  auto scores = validation_scores_of(found);
  if (!entities) return scores;
  auto const f1 = found.entities.exact_span.f1();
  scores.others.emplace_back("entity_f1", f1);
  if (selection == selection_metric::entities) scores.selection_score = f1;
  if (selection == selection_metric::both) scores.selection_score = (scores.f1 + f1) / 2;
  return scores;
}

/// Trains a model and leaves the one with the highest validation score (`selection_metric`) in the model file; without
/// validation data, the last one. Progress goes to standard error. Throws what its parts throw. Several threads may
/// train models of different files.
inline training_report train_model(model_type const& type, train_settings const& settings) {
  require_sound(settings);
  auto options_of_model = model_options_of(settings);
  type.numbers(options_of_model);  // throws if one is invalid
  require_entities(type, settings.how.selection != selection_metric::triples, "--choose-by");
  training_callbacks callbacks(settings);

  auto training = read(settings.train, settings.reading);
  complete_types(training, settings.types);
  std::optional<corpus> dev;
  if (!settings.dev.empty()) {
    auto all = settings.reading;
    all.limit = 0;
    dev = read(settings.dev, all);
  } else if (settings.validation_share != 0) {
    dev = take_validation_sample(training, settings.how.training.seed, settings.validation_share);
  }

  auto const model = first_model(type, settings, training, options_of_model);
  auto const relations = model->relations();
  if (!settings.quiet) warn_of_incompatibilities(relations, training, dev ? &*dev : nullptr, settings.how.selection);
  auto metadata = training_metadata_of(settings, training);
  if (settings.from.empty()) metadata.update(to_json(type.numbers(options_of_model)));
  model->set_metadata("training", metadata.dump());
  auto const options = options_of(settings, metadata);
  if (settings.verbose) log_all(*model, type.target(), options);
  callbacks.set_options(options);

  validation_set validation;
  if (dev)
    validation = {&*dev, [&](std::span<extraction const> found) {
                    return scores_of(hmt::evaluate(*dev, found, std::span(relations)), type.finds_entities,
                                     settings.how.selection);
                  }};
  try {
    return model->train(settings.how, training.sentences, validation, callbacks);
  } catch (std::exception const& reason) {
    callbacks.ended(reason);
    throw;
  }
}

/// Whether validation found no correct triple in any epoch.
[[nodiscard]] inline bool found_nothing(training_report const& report) {
  auto const nothing = [](epoch_report const& one) { return one.validation && one.validation->f1 == 0; };
  return !report.epochs.empty() && std::ranges::all_of(report.epochs, nothing);
}

/// The command: `train_model` on the requested number of threads. Ctrl-C stops it between two steps, with the best
/// model so far in its file.
inline void train(model_type const& type, train_settings const& settings) {
  set_threads(settings.threads);
  interruption const watched;
  try {
    auto const report = train_model(type, settings);
    if (found_nothing(report) && !settings.quiet)
      log("F1 stayed at 0: if the loss still fell, raise --epochs, else change --learning-rate; for a small corpus, "
          "use "
          "--vectors; 'inspect' shows how much of it the model's tags can express");
  } catch (interrupted_error const& reason) {
    log("{}", reason.what());
    interruption::end_process();
  }
}

}  // namespace hmt::experiment
