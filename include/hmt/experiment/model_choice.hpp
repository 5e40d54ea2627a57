// SPDX-License-Identifier: MIT
// By which score of the validation data the model is chosen that is kept.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "hmt/core/error.hpp"

namespace hmt::experiment {

/// The F1 of exact spans of triples, of entities, or the mean of both.
enum class model_choice { triples, entities, both };

/// As in command lines and model files.
[[nodiscard]] constexpr std::string_view name_of(model_choice choice) {
  constexpr std::array<std::string_view, 3> names{"triples", "entities", "both"};
  return names[static_cast<std::size_t>(choice)];
}

/// Throws `config_error` (`choice-name`) for a name that is none of those. Allocates only for the error.
[[nodiscard]] inline model_choice model_choice_of(std::string_view name) {
  for (auto const choice : {model_choice::triples, model_choice::entities, model_choice::both})
    if (name_of(choice) == name) return choice;
  throw config_error("choice-name",
                     fmt::format("expected what chooses the model, one of triples, entities, both; found '{}'", name));
}

}  // namespace hmt::experiment
