// SPDX-License-Identifier: MIT
// The command `train`.
#pragma once

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/counted.hpp"
#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/interruption.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/core/unrolled.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/score.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/training_note.hpp"
#include "hmt/experiment/training_report_file.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/keep_best.hpp"
#include "hmt/train/metrics_log.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/progress.hpp"
#include "hmt/train/report.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/schedule.hpp"
#include "hmt/train/trainer.hpp"

namespace hmt::experiment {

/// Passes calls on to a callback that may be absent.
template <class C>
struct optional_callback {
  std::optional<C> inner;

  template <class Model, class Report>
  void on_epoch(Model const& model, Report const& report) {
    if (inner) inner->on_epoch(model, report);
  }
  template <class Model, class Report>
  void on_end(Model const& model, Report const& report) {
    if constexpr (HearsEnd<C, Model>)
      if (inner) inner->on_end(model, report);
  }
};

/// Callback: ends the training between two steps when the process was asked to end; see `interruption`.
struct end_when_asked {
  std::string model;  ///< the file of the best one so far

  /// Throws `interrupted_error` (`interrupted`) that says how to go on.
  template <class Model>
  void on_batch(Model const&, batch_report const& report) const {
    if (!interruption::asked()) return;
    throw interrupted_error(
        "interrupted",
        report.epoch == 1
            ? fmt::format("ended in the first of {} epochs; {} is as it was", report.epochs, model)
            : fmt::format("ended in epoch {} of {}; {} holds the best model of those before, --from goes on from it",
                          report.epoch, report.epochs, model));
  }
};

/// Calls `use` with the optimizer of this name. Throws `config_error` (`optimizer-name`).
template <class Use>
void with_optimizer(train_defaults const& how, Use&& use) {
  auto const named = [&](auto optimizer) {
    if (how.learning_rate) optimizer.learning_rate = *how.learning_rate;
    use(optimizer);
  };
  if (how.optimizer == rmsprop::name)
    named(rmsprop{});
  else if (how.optimizer == adam::name)
    named(adam{});
  else if (how.optimizer == momentum_sgd::name)
    named(momentum_sgd{});
  else
    throw config_error("optimizer-name", fmt::format("expected an optimizer, one of {}, {}, {}; found '{}'",
                                                     rmsprop::name, adam::name, momentum_sgd::name, how.optimizer));
}

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
  with_optimizer(settings.how, [](auto const& optimizer) { optimizer.check(); });
  settings.how.training.check();
}

/// Throws `config_error` (`from`) if the corpus has labels that the model has not.
template <class Model>
void require_known_labels(Model const& model, corpus const& training, std::string const& path) {
  hmt::detail::for_each_index<Model::task_count>([&](auto k) {
    auto const& scheme = model.template scheme<k>();
    auto const needed = std::remove_cvref_t<decltype(scheme)>::labels_of(training.sentences);
    for (auto const& name : needed.names())
      if (!scheme.labels().find(name))
        throw config_error("from", fmt::format("{}: expected labels that the model {} has, found '{}' of its task "
                                               "{}; train a new model without --from",
                                               training.path, path, name, Model::names[k]));
  });
}

/// A model for a training set with its word vectors, or the one to go on from.
template <class Model>
Model first_model(train_settings const& settings, corpus const& training) {
  if (!settings.from.empty()) {
    auto model = load_model<Model>(settings.from);
    require_known_labels(model, training, settings.from);
    return model;
  }
  std::optional<word_vectors> vectors;
  if (!settings.vectors.empty()) {
    auto const counts = count_words(training.sentences);
    vectors = read_glove(settings.vectors, Model::embedding_type::dimension, [&](std::string_view word) {
      return settings.unseen_words || counts.find(word) != counts.end();
    });
    tell("{}: {} of {} distinct training words have a vector", settings.vectors,
         std::ranges::count_if(counts, [&](auto const& one) { return vectors->find(one.first).has_value(); }),
         counts.size());
  }
  auto const* given = vectors ? &*vectors : nullptr;
  auto words =
      vocabulary::build(training.sentences, given,
                        {.minimum_count = settings.how.minimum_count, .unseen_with_vector = settings.unseen_words});
  return Model(std::move(words), training.sentences, settings.how.training.seed, given);
}

/// How a model was trained, for its file.
inline json_value note_of(train_settings const& settings, corpus const& training, double learning_rate) {
  auto note = training_note(settings);
  note["sentences"] = training.sentences.size();
  note["learning_rate"] = learning_rate;
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

inline progress_style style_of(train_settings const& settings) {
  if (settings.quiet) return progress_style::quiet;
  return settings.verbose ? progress_style::detailed : progress_style::automatic;
}

/// What `--verbose` says before the training: the options that are in force, and what there is to learn.
template <class Model>
void tell_all(Model const& model, json_value const& options) {
  tell("options: {}", options.dump());
  tell("vocabulary: {} words", model.words().size());
  hmt::detail::for_each_index<Model::task_count>([&](auto k) {
    tell("labels of {}: {}", Model::names[k], fmt::join(model.template scheme<k>().labels().names(), " "));
  });
}

/// Tells of a training corpus without triples, of validation triples that no model could learn from it, and of a
/// validation corpus without the entities that shall choose the model.
template <class Model>
void tell_misfits(Model const& model, corpus const& training, corpus const* dev, model_choice choice) {
  if (std::ranges::all_of(training.sentences, [](auto const& one) { return one.triples.empty(); }))
    tell("warning: {}: expected triples, found none in {}; are they under the key of the corpus form?", training.path,
         hmt::detail::counted(training.sentences.size(), "sentence"));
  if (dev != nullptr) tell_unknown(find_unknown(*dev, known_relations(model)), model, *dev, training.path);
  if (dev != nullptr && choice != model_choice::triples &&
      std::ranges::all_of(dev->sentences, [](auto const& one) { return one.entities.empty(); }))
    tell("warning: {}: expected entities to choose the model by (--choose-by {}), found none in {}", dev->path,
         name_of(choice), hmt::detail::counted(dev->sentences.size(), "sentence"));
}

/// The scores of triples, exact spans, with that of entities and what the best model is chosen by.
template <class Model>
validation_scores scores_of(Model const& model, scorer<Model>& score, model_choice choice) {
  auto const found = score(model);
  auto const& triples = found.triples.exact_span;
  validation_scores scores{triples.precision(), triples.recall(), triples.f1(), {}};
  if constexpr (finds_entities<Model>) {
    auto const entities = found.entities.exact_span.f1();
    scores.others.emplace_back("entity_f1", entities);
    if (choice == model_choice::entities) scores.choice = entities;
    if (choice == model_choice::both) scores.choice = (triples.f1() + entities) / 2;
  }
  return scores;
}

/// Trains a model and leaves the one with the highest validation score (`model_choice`) in the model file; without
/// validation data, the last one. Progress goes to standard error. Throws what its parts throw. Several threads may
/// train models of different files.
template <class Model>
training_report train_model(train_settings const& settings) {
  require_sound(settings);
  require_entities<Model>(settings.how.choice != model_choice::triples, "--choose-by");
  output_file::require_writable(settings.model);
  optional_callback<metrics_log> metrics;
  if (!settings.metrics.empty()) metrics.inner.emplace(settings.metrics);

  optional_callback<training_report_file> page;
  if (!settings.report.empty()) page.inner.emplace(settings.report, settings.model);

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

  auto model = first_model<Model>(settings, training);
  if (!settings.quiet) tell_misfits(model, training, dev ? &*dev : nullptr, settings.how.choice);
  std::vector<encoded_sentence> encoded;
  for (auto const& one : training.sentences) encoded.push_back(model.encode(one));

  keep_best best(settings.model);
  progress shown(stderr, style_of(settings));
  std::optional<scorer<Model>> score;
  if (dev) score.emplace(model, *dev);
  auto const validate = [&](Model& current) {
    return score ? std::optional(scores_of(current, *score, settings.how.choice)) : std::nullopt;
  };
  training_report report;
  with_optimizer(settings.how, [&](auto const& optimizer) {
    auto const note = note_of(settings, training, optimizer.learning_rate);
    model.notes()["training"] = note.dump();
    auto const options = options_of(settings, note);
    if (settings.verbose) tell_all(model, options);
    if (page.inner) page.inner->set_options(options);
    try {
      report = trainer(optimizer, settings.how.training)
                   .run(model, encoded, validate, best, metrics, page, shown, end_when_asked{settings.model});
    } catch (std::exception const& reason) {
      if (page.inner) page.inner->ended(reason);
      throw;
    }
  });
  return report;
}

/// Whether validation found no right triple in any epoch.
[[nodiscard]] inline bool found_nothing(training_report const& report) {
  auto const nothing = [](epoch_report const& one) { return one.validation && one.validation->f1 == 0; };
  return !report.epochs.empty() && std::ranges::all_of(report.epochs, nothing);
}

/// The command: `train_model` on as many threads as were asked for. Ctrl-C ends it between two steps, with the best
/// model so far in its file.
template <class Model>
void train(train_settings const& settings) {
  set_threads(settings.threads);
  interruption const watched;
  try {
    auto const report = train_model<Model>(settings);
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
