// SPDX-License-Identifier: MIT
// Completion of a program's command line in bash.
#pragma once

#include <cctype>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace hmt::experiment {

/// A bash script that completes the program's commands and their options, and everything else as files. Generated from
/// the command line itself, so that both agree.
inline std::string bash_completion(CLI::App const& app) {
  auto const options_of = [](CLI::App const& command) {
    std::string options;
    for (auto const* option : command.get_options())
      for (auto const& name : option->get_lnames()) options += "--" + name + " ";
    return options;
  };
  std::string commands, cases;
  for (auto const* command : app.get_subcommands([](CLI::App const*) { return true; })) {
    commands += command->get_name() + " ";
    cases += fmt::format("      {}) words='{}' ;;\n", command->get_name(), options_of(*command));
  }
  std::string function = "_complete_";
  for (char const c : app.get_name()) function += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return fmt::format(
      "{0}() {{\n"
      "  local words= word=${{COMP_WORDS[COMP_CWORD]}}\n"
      "  if [ \"$COMP_CWORD\" = 1 ]; then\n    words='{2}{3}'\n"
      "  elif [ \"${{word:0:1}}\" = - ]; then\n    case ${{COMP_WORDS[1]}} in\n{4}    esac\n  fi\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
      "}}\ncomplete -o default -F {0} {1}\n",
      function, app.get_name(), commands, options_of(app), cases);
}

}  // namespace hmt::experiment
