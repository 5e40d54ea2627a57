// SPDX-License-Identifier: MIT
// The command `evaluate`: a model's scores on a corpus.
#pragma once

#include <fmt/core.h>

#include "hmt/core/threads.hpp"
#include "hmt/evaluate/report.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/score.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/hierarchy/model_file.hpp"

namespace hmt::experiment {

/// Prints a table, or one JSON object. Gold relations that the model does not know count as missed, and the user is
/// told. Throws what reading throws.
template <class Model>
void evaluate(data_settings const& settings) {
  set_threads(settings.threads);
  auto const model = load_model<Model>(settings.model);
  auto const data = read(settings.data, settings.reading);
  auto const found = scorer<Model>(model, data)(model);
  if (found.unknown && found.unknown->triples > 0)
    tell(
        "warning: {}: {} gold triples have relations unknown to the model {} and count as missed: expected its {} "
        "relations, found also {}; see `info`",
        place{settings.data, found.unknown->first_line}.text(), found.unknown->triples, settings.model,
        known_relations(model).size(), hmt::detail::listed(found.unknown->names));
  write_result(settings.json ? to_json(found).dump(2) + "\n" : table(found));
}

}  // namespace hmt::experiment
