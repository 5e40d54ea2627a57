// SPDX-License-Identifier: MIT
// The command line that the example binaries share: its options and their settings.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/document_formats.hpp"
#include "hmt/experiment/model_options_line.hpp"
#include "hmt/experiment/options.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/train/schedule.hpp"
#include "hmt/version.hpp"

namespace hmt::experiment {

/// The commands with their options; parsing fills the settings.
struct command_line {
  CLI::App app;
  train_settings training;
  data_settings evaluation, inspection, information, conversion, validation;
  split_settings splitting;
  extract_settings extraction;
  export_settings exporting;
  std::string device;  ///< one of those of the program
  CLI::App *train = nullptr, *evaluate = nullptr, *extract = nullptr, *inspect = nullptr, *info = nullptr,
           *convert = nullptr, *split = nullptr, *validate = nullptr, *export_model = nullptr, *completion = nullptr;

  /// Requires: at least one device.
  command_line(description const& about, std::span<device_model const> models)
      : app(about.summary, about.name), device(models.front().device) {
    app.require_subcommand(1);
    app.set_version_flag("--version",
                         fmt::format("hmt {}.{}.{}", HMT_VERSION_MAJOR, HMT_VERSION_MINOR, HMT_VERSION_PATCH));
    app.get_formatter()->column_width(30);
    app.footer(
        "Results go to standard output, everything else to standard error.\n"
        "Exit status: 0 success; 1 error in files, settings or processing; 2 unknown or malformed options.");
    app.failure_message(detail::message_of);
    add_train(about, *models.front().type);
    add_evaluate(about);
    add_extract();
    add_inspect(about);
    add_info();
    add_convert(about);
    add_split(about);
    add_validate(about);
    add_export();
    completion = app.add_subcommand(
        "completion",
        fmt::format("Print a completion script for bash; use it by: source <({} completion)", about.name));
    if (models.size() > 1)
      for (auto* const command : {train, evaluate, extract}) add_device(*command, models);
  }

 private:
  void add_train(description const& about, model_type const& type) {
    train = app.add_subcommand("train", "Train a model and keep the best one");
    training.how = about.defaults;
    auto& how = training.how;
    detail::add_file(*train, "--train", training.train, "Training corpus")->required();
    detail::add_file(*train, "--dev", training.dev, "Validation corpus: selects the model to keep");
    train
        ->add_option("--validation-share", training.validation_share,
                     "Without --dev: validate on this share of the training corpus, drawn by --seed (paper: 0.005)")
        ->type_name("X");
    detail::add_file(*train, "--vectors", training.vectors,
                     "Word vectors in GloVe's text format; without it they are initialised at random");
    detail::add_file(*train, "--from", training.from,
                     "Resume from this model: its words, labels, sizes and weights; the optimizer starts afresh");
    detail::add_file(*train, "--model", training.model, "Model file to write (safetensors)")->required();
    detail::add_file(*train, "--types", training.types,
                     "CoType file of the same sentences: types for entities without one");
    detail::add_file(*train, "--metrics", training.metrics, "Write one JSON object per epoch to this file");
    detail::add_file(*train, "--report", training.report,
                     "Write a web page with learning curves, scores and options to this file");
    detail::add_model_options(*train, training, type.numbers(how.model));
    detail::add_number(*train, "--epochs", how.training.epochs, "Passes through the training corpus");
    detail::add_number(*train, "--patience", how.training.patience,
                       "Stop after this many epochs without a higher score; 0: never");
    train
        ->add_option_function<std::string>(
            "--choose-by", [&how](std::string const& name) { how.selection = selection_metric_of(name); },
            "Validation F1 that selects the model: triples, entities, or both (their mean)")
        ->type_name("NAME")
        ->default_str(std::string(name_of(how.selection)));
    detail::add_number(*train, "--batch-size", how.training.batch_size, "Sentences per step");
    train->add_option("--optimizer", how.optimizer, "rmsprop, adam or momentum_sgd")
        ->type_name("NAME")
        ->capture_default_str();
    train->add_option("--learning-rate", how.learning_rate, "Step size of the optimizer")
        ->type_name("X")
        ->default_str(how.learning_rate ? fmt::format("{}", *how.learning_rate) : "the optimizer's");
    train
        ->add_option_function<std::string>(
            "--schedule", [&how](std::string const& name) { how.training.schedule = schedule_shape_of(name); },
            "How the learning rate falls: constant, linear or cosine")
        ->type_name("NAME")
        ->default_str(std::string(name_of(how.training.schedule)));
    detail::add_number(*train, "--warmup", how.training.warmup,
                       "Share of all steps in which the learning rate rises, at least 0 and below 1");
    detail::add_number(*train, "--dropout", how.training.dropout, "Dropout rate, at least 0 and below 1");
    detail::add_number(*train, "--word-dropout", how.training.word_dropout,
                       "Share of words read as unknown in training, at least 0 and below 1");
    detail::add_number(*train, "--average", how.training.average,
                       "Decay of the parameters' moving average, below 1, such as 0.999; 0: no average");
    detail::add_number(*train, "--clip", how.training.clip_norm, "Maximum norm of a step's gradient; 0: no limit");
    detail::add_number(*train, "--seed", how.training.seed, "The same seed gives the same model");
    detail::add_number(*train, "--minimum-count", how.minimum_count,
                       "Words without a vector are known if they occur at least this often");
    train->add_flag("--unseen-words", training.unseen_words,
                    "Keep all words of the vector file: fewer unknown words in new text, a larger model file");
    auto* const quiet = train->add_flag("--quiet", training.quiet, "No progress");
    train->add_flag("--verbose", training.verbose, "All options and labels, ten lines per epoch, each task's loss")
        ->excludes(quiet);
    detail::add_reading(*train, training.reading, about);
    detail::add_number(*train, "--limit", training.reading.limit, "Use only the first N training sentences; 0: all");
    add_threads(*train, training.threads);
  }

  void add_evaluate(description const& about) {
    evaluate = app.add_subcommand("evaluate", "Score a model on a corpus under every matching rule");
    detail::add_file(*evaluate, "--model", evaluation.model, "Model file")->required();
    detail::add_file(*evaluate, "--data", evaluation.data, "Corpus with gold annotation")->required();
    evaluate->add_flag("--json", evaluation.json, "Print one JSON object instead of a table");
    detail::add_file(*evaluate, "--errors", evaluation.errors,
                     "Write every wrong triple with its cause, with --json as JSON lines; -: print only these");
    detail::add_file(*evaluate, "--html", evaluation.page,
                     "Also write a web page: scores, confusion of relations, examples of errors");
    detail::add_number(*evaluate, "--examples", evaluation.examples, "With --html: at most this many sentences");
    add_snap_to_entities(*evaluate, evaluation.snap_to_entities);
    detail::add_reading(*evaluate, evaluation.reading, about);
    add_threads(*evaluate, evaluation.threads);
  }

  void add_extract() {
    extract = app.add_subcommand("extract", "Extract entities and triples from text, one document per line");
    detail::add_file(*extract, "--model", extraction.model, "Model file")->required();
    extract->add_option("FILE", extraction.files, "Text files in UTF-8; default: standard input")->type_name("");
    extract->add_flag("--tokenized", extraction.tokenized,
                      "Each line is one sentence, with words separated by white space");
    extract->add_flag(
        "--keyed", extraction.keyed,
        "Each line is a key, a tab and the text; results carry the key; a line of JSON becomes key, tab, JSON");
    extract->add_option("--only", extraction.only, "entities or triples: skip the other")
        ->type_name("NAME")
        ->check(CLI::IsMember({"entities", "triples"}).description(""));
    extract
        ->add_option("--format", extraction.format,
                     "Output format: " + fmt::format("{}", fmt::join(document_formats, ", ")))
        ->type_name("NAME")
        ->check(CLI::IsMember(document_formats).description(""))
        ->capture_default_str();
    detail::add_file(*extract, "--html", extraction.page, "Also write a web page of the results");
    extract->add_option("--brat", extraction.brat, "Also write the results as a folder for BRAT, for manual correction")
        ->type_name("FOLDER");
    extract->add_option("--base-iri", extraction.base_iri, "With ntriples and turtle: prefix of all names")
        ->type_name("IRI")
        ->capture_default_str();
    add_snap_to_entities(*extract, extraction.snap_to_entities);
    add_threads(*extract, extraction.threads);
  }

  void add_inspect(description const& about) {
    inspect = app.add_subcommand("inspect", "Statistics of a corpus, and how much of it the model's tags can express");
    detail::add_file(*inspect, "--data", inspection.data, "Corpus")->required();
    detail::add_file(*inspect, "--learn-from", inspection.learn_from,
                     "Training corpus: use its labels and most frequent roles, not those of --data");
    detail::add_file(*inspect, "--types", inspection.types,
                     "CoType file of the same sentences: types for entities without one");
    inspect->add_flag("--json", inspection.json, "Print one JSON object");
    detail::add_file(*inspect, "--picture", inspection.chart, "Also write the statistics as a chart (SVG)");
    detail::add_reading(*inspect, inspection.reading, about);
  }

  void add_info() {
    info = app.add_subcommand("info", "Show the contents of a model file");
    detail::add_file(*info, "--model", information.model, "Model file")->required();
    info->add_flag("--json", information.json, "Print one JSON object");
  }

  void add_convert(description const& about) {
    convert = app.add_subcommand("convert", "Write a corpus in another format");
    detail::add_file(*convert, "--data", conversion.data, "Corpus")->required();
    convert
        ->add_option_function<std::string>(
            "--to", [this](std::string const& name) { conversion.to = corpus_format_of(name); },
            "Format to write: jsonl, spert, casrel, cotype, hrl or brat; what it cannot represent is reported")
        ->type_name("NAME")
        ->default_str("jsonl");
    detail::add_file(*convert, "--output", conversion.output,
                     "File to write, with brat a new folder; default: standard output");
    detail::add_file(*convert, "--types", conversion.types,
                     "CoType file of the same sentences: types for entities without one");
    detail::add_reading(*convert, conversion.reading, about);
  }

  void add_split(description const& about) {
    split = app.add_subcommand("split", "Divide a corpus into parts; sentences with the same words stay together");
    detail::add_file(*split, "--data", splitting.data, "Corpus")->required();
    split->add_option("--output", splitting.outputs, "Files to write, one per part, as JSON lines")
        ->type_name("FILE ...")
        ->required();
    split->add_option("--shares", splitting.shares, "Share of each part")->type_name("X ...")->capture_default_str();
    detail::add_number(*split, "--seed", splitting.seed, "The same seed gives the same parts");
    detail::add_reading(*split, splitting.reading, about);
  }

  void add_validate(description const& about) {
    validate = app.add_subcommand("validate", "List records of a corpus that can be read but may be wrong");
    detail::add_file(*validate, "--data", validation.data, "Corpus")->required();
    detail::add_file(*validate, "--other", validation.other,
                     "Another part of the corpus: sentences in both are listed");
    validate->add_flag("--json", validation.json, "Print one JSON object per record");
    detail::add_reading(*validate, validation.reading, about);
  }

  void add_export() {
    export_model = app.add_subcommand("export", "Export a model for other programs");
    detail::add_file(*export_model, "--model", exporting.model, "Model file")->required();
    detail::add_file(*export_model, "--onnx", exporting.onnx, "ONNX file to write")->required();
  }

  void add_device(CLI::App& command, std::span<device_model const> models) {
    std::vector<std::string> names;
    for (auto const& each : models) names.emplace_back(each.device);
    command.add_option("--device", device, fmt::format("Device to compute on: {}", fmt::join(names, " or ")))
        ->type_name("NAME")
        ->check(CLI::IsMember(names).description(""))
        ->capture_default_str();
  }

  static void add_snap_to_entities(CLI::App& command, bool& whole) {
    command.add_flag("--whole-entities", whole,
                     "Replace arguments of triples by the entities that share the most words with them");
  }

  static void add_threads(CLI::App& command, std::size_t& threads) {
    detail::add_number(command, "--threads", threads, "Number of threads; 0: one per core");
  }
};

}  // namespace hmt::experiment
