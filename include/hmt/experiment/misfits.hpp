// SPDX-License-Identifier: MIT
// Where a model does not fit what is asked of it, or a corpus.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "hmt/core/counted.hpp"
#include "hmt/core/error.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/evaluate/report.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/output.hpp"

namespace hmt::experiment {

/// Throws `config_error` (`entity-task`) where an option asks for the entities of a model that finds none.
inline void require_entities(model_type const& type, bool asked, std::string_view option) {
  if (asked && !type.finds_entities)
    throw config_error("entity-task",
                       fmt::format("{}: expected a model with an entity task, found one of triples alone", option));
}

/// Tells of those gold triples of a corpus whose relations a model, trained on or kept in `from`, does not know: it
/// knows so many.
inline void tell_unknown(unknown_relations const& unknown, std::size_t known, corpus const& data,
                         std::string const& from) {
  if (unknown.triples == 0) return;
  tell("warning: {}: {} of relations unknown to {}, missed whatever is found: expected its {}, found also {}",
       place{data.path, unknown.first_line}.text(), hmt::detail::counted(unknown.triples, "gold triple"), from,
       hmt::detail::counted(known, "relation"), hmt::detail::listed(unknown.names));
}

}  // namespace hmt::experiment
