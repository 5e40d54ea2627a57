// SPDX-License-Identifier: MIT
// Kinds of options that the command lines share.
#pragma once

#include <string>
#include <type_traits>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "hmt/corpus/read_corpus.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment::detail {

/// The error and a hint at --help. Unknown arguments come first: they may be misspelt required ones.
inline std::string message_of(CLI::App const* app, CLI::Error const& problem) {
  auto const chosen = app->get_subcommands();
  bool const lacks_command = chosen.empty() && !app->get_subcommands([](CLI::App const*) { return true; }).empty();
  auto const unknown = app->remaining(true);
  auto const command = chosen.empty() ? app->get_name() : app->get_name() + " " + chosen.front()->get_name();
  std::string const text =
      !unknown.empty()
          ? fmt::format("expected {}, found '{}'", lacks_command ? "a command" : "one of its options", unknown.front())
      : lacks_command ? "expected a command, found none"
                      : problem.what();
  return fmt::format("{}: {}\nSee {} --help\n", command, text, command);
}

/// CLI11 would convert a negative number to a very large one.
inline std::string whole_number(std::string const& given) {
  return !given.empty() && given.find_first_not_of("0123456789") == std::string::npos
             ? std::string()
             : "expected a whole number of at least 0, found '" + given + "'";
}

inline CLI::Option* add_file(CLI::App& command, std::string const& name, std::string& path, std::string const& text) {
  return command.add_option(name, path, text)->type_name("FILE");
}

template <class T>
CLI::Option* add_number(CLI::App& command, std::string const& name, T& number, std::string const& text) {
  auto* const option = command.add_option(name, number, text)->capture_default_str();
  if constexpr (std::is_integral_v<T>)
    option->type_name("N")->check(whole_number);
  else
    option->type_name("X");
  return option;
}

inline void add_reading(CLI::App& command, corpus_settings& reading, description const& about) {
  reading.format = about.format;
  command
      .add_option_function<std::string>(
          "--format", [&reading](std::string const& name) { reading.format = corpus_format_of(name); },
          "Format of the corpus: hrl, cotype, casrel, spert, jsonl, brat (a folder), or automatic: recognised by its "
          "content")
      ->type_name("NAME")
      ->default_str(std::string(name_of(about.format)));
  command.add_flag("--skip-bad-records", reading.skip_bad_records, "Skip broken records and report how many");
  command.add_flag("--tokenized", reading.tokenized,
                   "brat texts have one sentence per line, with words separated by white space");
}

}  // namespace hmt::experiment::detail
