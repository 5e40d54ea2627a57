// SPDX-License-Identifier: MIT
// The command `evaluate`: a model's scores on a corpus, and what it got wrong.
#pragma once

#include <fmt/core.h>

#include "hmt/core/file.hpp"
#include "hmt/core/threads.hpp"
#include "hmt/evaluate/error_report.hpp"
#include "hmt/evaluate/evaluation_page.hpp"
#include "hmt/evaluate/report.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/score.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/hierarchy/model_file.hpp"

namespace hmt::experiment {

/// Prints a table, or one JSON object; writes the wrong triples where they were asked for, to standard output in place
/// of the scores; writes the page if it was asked for. Gold relations that the model does not know count as missed, and
/// the user is told. Throws what reading and writing throw, and `config_error` (`entity-task`).
template <class Model>
void evaluate(data_settings const& settings) {
  set_threads(settings.threads);
  require_entities<Model>(settings.whole_entities, "--whole-entities");
  bool const errors_alone = settings.errors == "-", errors_to_file = !errors_alone && !settings.errors.empty();
  if (errors_to_file) output_file::require_writable(settings.errors);
  if (!settings.page.empty()) output_file::require_writable(settings.page);
  auto const model = load_model<Model>(settings.model);
  auto const data = read(settings.data, settings.reading);
  scorer<Model> score(model, data);
  auto const predicted = score.predict(model, {.whole_entities = settings.whole_entities});
  auto const found = score.evaluate(predicted);
  tell_unknown(found.unknown.value(), model, data, settings.model);
  if (!settings.page.empty())
    write_file(settings.page,
               evaluation_page(
                   data, predicted, found,
                   {.model = settings.model, .finds_entities = finds_entities<Model>, .examples = settings.examples}));
  auto const errors = [&] { return settings.json ? error_json_lines(data, predicted) : error_text(data, predicted); };
  if (errors_to_file) write_file(settings.errors, errors());
  write_result(errors_alone ? errors() : settings.json ? to_json(found).dump(2) + "\n" : table(found));
}

}  // namespace hmt::experiment
