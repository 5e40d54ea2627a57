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

#include "hmt/core/counted.hpp"
#include "hmt/core/error.hpp"
#include "hmt/core/interruption.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/misfits.hpp"
#include "hmt/experiment/optimizers.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/training_note.hpp"
#include "hmt/experiment/training_watch.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/train/report.hpp"

namespace hmt::experiment {

/// Moves a sample of the training set out of it, to validate on. The same share and seed take the same sentences.
inline corpus take_validation_sample(corpus& training, std::uint64_t seed, double share) {
  corpus sample{training.path, training.form, {}, 0, training.typed};
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

/// Throws `config_error` for settings that make no sense, before time is spent on reading: `validation-twice`, `from`,
/// `optimizer-name`, `optimizer-options`, `training-options`.
inline void require_sound(train_settings const& settings) {
  if (!settings.dev.empty() && settings.validation_share != 0)
    throw config_error("validation-twice", "expected either --dev or --validation-share, found both");
  if (!settings.from.empty() && !settings.vectors.empty())
    throw config_error("from", "expected either --from, whose model has its word vectors, or --vectors, found both");
  if (!settings.from.empty() && !settings.size_option.empty())
    throw config_error("from", fmt::format("expected either --from, whose model has its sizes, or {}, found both",
                                           settings.size_option));
  with_optimizer(settings.how, [](auto const& optimizer) { optimizer.check(); });
  settings.how.training.check();
}

/// Throws `config_error` (`from`) if the corpus has labels that the model has not.
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

/// The numbers that the model's type leaves open, as the settings have them.
inline model_options model_options_of(train_settings const& settings) {
  auto options = settings.how.model;
  if (settings.word_dimension) options.word_dimension = *settings.word_dimension;
  return options;
}

/// A model for a training set with its word vectors, or the one to go on from. The width of given vectors goes to
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
    tell("{}: {} of {} distinct training words have a vector", settings.vectors,
         std::ranges::count_if(counts, [&](auto const& one) { return vectors->find(one.first).has_value(); }),
         counts.size());
  }
  auto const* given = vectors ? &*vectors : nullptr;
  auto words =
      vocabulary::build(training.sentences, given,
                        {.minimum_count = settings.how.minimum_count, .unseen_with_vector = settings.unseen_words});
  return type.make(std::move(words), training.sentences, settings.how.training.seed, given, options);
}

/// How a model was trained, for its file.
inline json_value note_of(train_settings const& settings, corpus const& training) {
  auto note = training_note(settings);
  note["sentences"] = training.sentences.size();
  note["learning_rate"] = with_optimizer(settings.how, [](auto const& optimizer) { return optimizer.learning_rate; });
  return note;
}

/// The same, `options`, with files and threads, for people.
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

/// What `--verbose` says before the training: the options that are in force, and what there is to learn.
inline void tell_all(any_model const& model, std::string_view target, json_value const& options) {
  tell("options: {}", options.dump());
  tell("computes on: {}", target);
  tell("vocabulary: {} words", model.vocabulary_size());
  for (auto const& [task, names] : model.labels()) tell("labels of {}: {}", task, fmt::join(names, " "));
}

/// Tells of a training corpus without triples, of validation triples that no model could learn from it, and of a
/// validation corpus that is not there or lacks the entities where they shall choose the model.
inline void tell_misfits(std::span<std::string const> relations, corpus const& training, corpus const* dev,
                         model_choice choice) {
  if (std::ranges::all_of(training.sentences, [](auto const& one) { return one.triples.empty(); }))
    tell("warning: {}: expected triples, found none in {}; are they under the key of the corpus form?", training.path,
         hmt::detail::counted(training.sentences.size(), "sentence"));
  if (dev == nullptr) {
    if (choice != model_choice::triples)
      tell(
          "warning: --choose-by {}: expected data to choose by (--dev or --validation-share), found none; the last "
          "model is kept",
          name_of(choice));
    return;
  }
  tell_unknown(find_unknown(*dev, relations), relations.size(), *dev, training.path);
  if (choice != model_choice::triples &&
      std::ranges::all_of(dev->sentences, [](auto const& one) { return one.entities.empty(); }))
    tell("warning: {}: expected entities to choose the model by (--choose-by {}), found none in {}", dev->path,
         name_of(choice), hmt::detail::counted(dev->sentences.size(), "sentence"));
}

/// The scores of triples, exact spans, with that of entities, if they are looked for, and what the best model is chosen
/// by.
inline validation_scores scores_of(evaluation const& found, bool entities, model_choice choice) {
  auto const& triples = found.triples.exact_span;
  validation_scores scores{triples.precision(), triples.recall(), triples.f1(), {}};
  if (!entities) return scores;
  auto const f1 = found.entities.exact_span.f1();
  scores.others.emplace_back("entity_f1", f1);
  if (choice == model_choice::entities) scores.choice = f1;
  if (choice == model_choice::both) scores.choice = (triples.f1() + f1) / 2;
  return scores;
}

/// Trains a model and leaves the one with the highest validation score (`model_choice`) in the model file; without
/// validation data, the last one. Progress goes to standard error. Throws what its parts throw. Several threads may
/// train models of different files.
inline training_report train_model(model_type const& type, train_settings const& settings) {
  require_sound(settings);
  auto options_of_model = model_options_of(settings);
  type.numbers(options_of_model);  // throws where one makes no sense
  require_entities(type, settings.how.choice != model_choice::triples, "--choose-by");
  training_watch watch(settings);

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
  if (!settings.quiet) tell_misfits(relations, training, dev ? &*dev : nullptr, settings.how.choice);
  auto note = note_of(settings, training);
  if (settings.from.empty()) note.update(to_json(type.numbers(options_of_model)));
  model->set_note("training", note.dump());
  auto const options = options_of(settings, note);
  if (settings.verbose) tell_all(*model, type.target(), options);
  watch.set_options(options);

  validation_set validation;
  if (dev)
    validation = {&*dev, [&](std::span<extraction const> found) {
                    return scores_of(hmt::evaluate(*dev, found, std::span(relations)), type.finds_entities,
                                     settings.how.choice);
                  }};
  try {
    return model->train(settings.how, training.sentences, validation, watch);
  } catch (std::exception const& reason) {
    watch.ended(reason);
    throw;
  }
}

/// Whether validation found no right triple in any epoch.
[[nodiscard]] inline bool found_nothing(training_report const& report) {
  auto const nothing = [](epoch_report const& one) { return one.validation && one.validation->f1 == 0; };
  return !report.epochs.empty() && std::ranges::all_of(report.epochs, nothing);
}

/// The command: `train_model` on as many threads as were asked for. Ctrl-C ends it between two steps, with the best
/// model so far in its file.
inline void train(model_type const& type, train_settings const& settings) {
  set_threads(settings.threads);
  interruption const watched;
  try {
    auto const report = train_model(type, settings);
    if (found_nothing(report) && !settings.quiet)
      tell(
          "F1 stayed at 0: if the loss still fell, raise --epochs, else change --learning-rate; give a small corpus "
          "--vectors; 'inspect' tells what the model's tags can express of it");
  } catch (interrupted_error const& reason) {
    tell("{}", reason.what());
    interruption::end_process();
  }
}

}  // namespace hmt::experiment
