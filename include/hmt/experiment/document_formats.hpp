// SPDX-License-Identifier: MIT
// The formats in which `extract` writes, by name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hmt/experiment/rdf.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/extract/document_writer.hpp"
#include "hmt/extract/json_lines.hpp"
#include "hmt/extract/separated_values.hpp"
#include "hmt/extract/word_columns.hpp"
#include "hmt/report/html_page.hpp"
#include "hmt/report/knowledge_graph.hpp"

namespace hmt::experiment {

/// The names accepted by `writer_of`.
inline std::vector<std::string> const document_formats{"jsonl",  "csv",     "tsv", "columns", "ntriples",
                                                       "turtle", "graphml", "dot", "html"};

/// The writer for `settings.form`. Requires: a name of `document_formats`. Throws `config_error` (`base-iri`).
inline std::unique_ptr<document_writer> writer_of(extract_settings const& settings) {
  auto const& format = settings.format;
  auto const rows = settings.only == "entities" ? separated_values::rows::entities : separated_values::rows::triples;
  if (format == "csv") return std::make_unique<separated_values>(separated_values::format::csv, rows);
  if (format == "tsv") return std::make_unique<separated_values>(separated_values::format::tsv, rows);
  if (format == "columns") return std::make_unique<word_columns>();
  if (format == "ntriples") return std::make_unique<rdf_writer>(rdf_writer::format::ntriples, settings.base_iri);
  if (format == "turtle") return std::make_unique<rdf_writer>(rdf_writer::format::turtle, settings.base_iri);
  if (format == "graphml") return std::make_unique<knowledge_graph>(knowledge_graph::format::graphml);
  if (format == "dot") return std::make_unique<knowledge_graph>(knowledge_graph::format::dot);
  if (format == "html") return std::make_unique<html_page>("Entities and triples");
  return std::make_unique<json_lines>(settings.keyed);
}

}  // namespace hmt::experiment
