// SPDX-License-Identifier: MIT
// The command `evaluate`: a model's scores on a corpus, and its errors.
#pragma once

#include <span>
#include <string>

#include "hmt/core/file.hpp"
#include "hmt/core/parallel.hpp"
#include "hmt/evaluate/error_report.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/evaluate/report.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/compatibility.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/report/evaluation_page.hpp"

namespace hmt::experiment {

/// Prints a table, or one JSON object; on request writes the wrong triples to a file, or to standard output in place of
/// the scores, and a web page. Triples of gold relations unknown to the model count as missed, with a warning. Throws
/// what reading and writing throw, and `config_error` (`entity-task`).
inline void evaluate(model_type const& type, data_settings const& settings) {
  set_threads(settings.threads);
  require_entities(type, settings.snap_to_entities, "--whole-entities");
  bool const errors_alone = settings.errors == "-", errors_to_file = !errors_alone && !settings.errors.empty();
  if (errors_to_file) output_file::require_writable(settings.errors);
  if (!settings.page.empty()) output_file::require_writable(settings.page);
  auto const model = type.load(settings.model);
  auto const data = read(settings.data, settings.reading);
  auto const predicted = model->predict(data, {.snap_to_entities = settings.snap_to_entities});
  auto const relations = model->relations();
  auto const found = hmt::evaluate(data, predicted, std::span<std::string const>(relations));
  warn_of_unknown_relations(found.unknown.value(), relations.size(), data, settings.model);
  if (!settings.page.empty())
    write_file(settings.page, evaluation_page(data, predicted, found,
                                              {.model = settings.model,
                                               .finds_entities = type.finds_entities,
                                               .examples = settings.examples,
                                               .advice = "evaluate --errors lists all, --examples sets the number"}));
  auto const errors = [&] { return settings.json ? error_json_lines(data, predicted) : error_text(data, predicted); };
  if (errors_to_file) write_file(settings.errors, errors());
  write_result(errors_alone ? errors() : settings.json ? to_json(found).dump(2) + "\n" : table(found));
}

}  // namespace hmt::experiment
