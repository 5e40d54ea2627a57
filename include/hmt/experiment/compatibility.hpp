// SPDX-License-Identifier: MIT
// Compatibility of a model with a command's options and with a corpus.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/pluralise.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/evaluate/report.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/output.hpp"

namespace hmt::experiment {

/// Throws `config_error` (`entity-task`) if an option needs entities from a model that finds none.
inline void require_entities(model_type const& type, bool asked, std::string_view option) {
  if (asked && !type.finds_entities)
    throw config_error("entity-task",
                       fmt::format("{}: expected a model with an entity task, found one for triples only", option));
}

/// Warns of gold triples whose relations a model, trained on or stored in `from`, does not know. `known`: number of
/// relations the model knows.
inline void warn_of_unknown_relations(unknown_relations const& unknown, std::size_t known, corpus const& data,
                                      std::string const& from) {
  if (unknown.triples == 0) return;
  warn("{}: {} of relations unknown to {} count as missed: expected its {}, found also {}",
       file_position{data.path, unknown.first_line}.text(), hmt::detail::pluralise(unknown.triples, "gold triple"),
       from, hmt::detail::pluralise(known, "relation"), hmt::detail::listed(unknown.names));
}

}  // namespace hmt::experiment
