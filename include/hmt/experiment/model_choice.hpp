// SPDX-License-Identifier: MIT
// By which score of the validation data the model is chosen that is kept.
#pragma once

#include <string_view>

#include <fmt/format.h>

#include "hmt/core/enum_names.hpp"
#include "hmt/core/error.hpp"

namespace hmt::experiment {

/// The F1 of exact spans of triples, of entities, or the mean of both.
enum class model_choice { triples, entities, both };

namespace detail {

inline constexpr enum_names<model_choice, 3> model_choice_names{{"triples", "entities", "both"}};

}  // namespace detail

/// As in command lines and model files.
[[nodiscard]] constexpr std::string_view name_of(model_choice choice) { return detail::model_choice_names[choice]; }

/// Throws `config_error` (`choice-name`) for a name that is none of those. Allocates only for the error.
[[nodiscard]] inline model_choice model_choice_of(std::string_view name) {
  if (auto const choice = detail::model_choice_names.find(name)) return *choice;
  throw config_error("choice-name", fmt::format("expected what chooses the model, one of {}; found '{}'",
                                                detail::model_choice_names.list(), name));
}

}  // namespace hmt::experiment
