// SPDX-License-Identifier: MIT
// The forms in which `extract` writes, by name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hmt/experiment/rdf.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/extract/document_writer.hpp"
#include "hmt/extract/html_page.hpp"
#include "hmt/extract/json_lines.hpp"
#include "hmt/extract/knowledge_graph.hpp"
#include "hmt/extract/separated_values.hpp"
#include "hmt/extract/word_columns.hpp"

namespace hmt::experiment {

/// The names that `writer_of` knows.
inline std::vector<std::string> const document_forms{"jsonl",  "csv",     "tsv", "columns", "ntriples",
                                                     "turtle", "graphml", "dot", "html"};

/// The writer for `settings.form`. Requires: a name of `document_forms`. Throws `config_error` (`base-iri`).
inline std::unique_ptr<document_writer> writer_of(extract_settings const& settings) {
  auto const& form = settings.form;
  auto const rows = settings.only == "entities" ? separated_values::rows::entities : separated_values::rows::triples;
  if (form == "csv") return std::make_unique<separated_values>(separated_values::form::csv, rows);
  if (form == "tsv") return std::make_unique<separated_values>(separated_values::form::tsv, rows);
  if (form == "columns") return std::make_unique<word_columns>();
  if (form == "ntriples") return std::make_unique<rdf_writer>(rdf_writer::form::ntriples, settings.base_iri);
  if (form == "turtle") return std::make_unique<rdf_writer>(rdf_writer::form::turtle, settings.base_iri);
  if (form == "graphml") return std::make_unique<knowledge_graph>(knowledge_graph::form::graphml);
  if (form == "dot") return std::make_unique<knowledge_graph>(knowledge_graph::form::dot);
  if (form == "html") return std::make_unique<html_page>("Entities and triples");
  return std::make_unique<json_lines>(settings.keyed);
}

}  // namespace hmt::experiment
