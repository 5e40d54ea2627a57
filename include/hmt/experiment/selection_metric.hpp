// SPDX-License-Identifier: MIT
// The validation metric that selects the model to keep.
#pragma once

#include <string_view>

#include <fmt/format.h>

#include "hmt/core/enum_names.hpp"
#include "hmt/core/error.hpp"

namespace hmt::experiment {

/// The F1 of exact spans of triples, of entities, or the mean of both.
enum class selection_metric { triples, entities, both };

namespace detail {

inline constexpr enum_names<selection_metric, 3> selection_metric_names{{"triples", "entities", "both"}};

}  // namespace detail

/// As in command lines and model files.
[[nodiscard]] constexpr std::string_view name_of(selection_metric selection) {
  return detail::selection_metric_names[selection];
}

/// Throws `config_error` (`choice-name`) for an unknown name. Allocates only for the error.
[[nodiscard]] inline selection_metric selection_metric_of(std::string_view name) {
  if (auto const selection = detail::selection_metric_names.find(name)) return *selection;
  throw config_error("choice-name", fmt::format("expected a score for model selection, one of {}; found '{}'",
                                                detail::selection_metric_names.list(), name));
}

}  // namespace hmt::experiment
