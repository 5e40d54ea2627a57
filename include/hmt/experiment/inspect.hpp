// SPDX-License-Identifier: MIT
// The command `inspect`: statistics of a corpus, and how much of it a model's tag schemes recover.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "hmt/core/file.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/pluralise.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/evaluate/overlap.hpp"
#include "hmt/evaluate/report.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/tag_schemes.hpp"
#include "hmt/report/corpus_chart.hpp"

namespace hmt::experiment {

namespace detail {

inline std::string section(char const* title, json_value const& counts) {
  auto text = fmt::format("\n{}\n", title);
  for (auto const& [name, count] : counts.items()) text += fmt::format("  {:7}  {}\n", count.get<std::size_t>(), name);
  return text;
}

inline std::string scheme_table(json_value const& schemes) {
  auto text = fmt::format(
      "\ntriples recovered by each tag scheme for relations (from gold labels; exact_span)\n"
      "{:36}  {:>6}  {:>6}  {:>6}\n",
      "", "P", "R", "F1");
  for (auto const& [scheme, score] : schemes.items())
    text += fmt::format("  {:34}  {:6.2f}  {:6.2f}  {:6.2f}\n", scheme, 100 * score["precision"].get<double>(),
                        100 * score["recall"].get<double>(), 100 * score["f1"].get<double>());
  return text;
}

}  // namespace detail

/// Statistics of a corpus as JSON: `file`, `form`, `sentences`, `skipped`, `words` (`total`, `mean`, `longest`,
/// `sentences_by_words`: sentences by how many they have), `entities` and `relations` (name -> count), `triples`
/// (`total`, sentences by how many they have), `overlap` (sentences by class), `schemes` (tag scheme -> `precision`,
/// `recall`, `f1` with gold labels in place of a model's), and `oracle`: such scores of `evaluate` for the model's own
/// schemes, as given.
inline json_value statistics(corpus const& data, corpus const& training, evaluation const& oracle) {
  std::size_t words = 0, longest = 0, triples = 0;
  std::map<std::string, std::size_t> types, relations;
  std::array<std::size_t, 6> by_count{};
  std::array<std::size_t, 11> by_words{};  // 1 to 10, 11 to 20, ..., more than 100
  std::size_t none = 0, entity_overlap = 0, pair_overlap = 0;
  for (auto const& one : data.sentences) {
    words += one.words.size();
    longest = std::max(longest, one.words.size());
    ++by_words[std::min((one.words.size() - 1) / 10, by_words.size() - 1)];
    triples += one.triples.size();
    for (auto const& each : one.entities) ++types[each.type];
    for (auto const& each : one.triples) ++relations[each.relation];
    ++by_count[std::min(one.triples.size(), by_count.size() - 1)];
    auto const overlap = overlap_of(one);
    none += overlap.none;
    entity_overlap += overlap.entity_overlap;
    pair_overlap += overlap.pair_overlap;
  }
  json_value json{{"file", data.path},
                  {"form", data.format},
                  {"sentences", data.sentences.size()},
                  {"skipped", data.skipped},
                  {"words",
                   {{"total", words},
                    {"mean", static_cast<double>(words) / static_cast<double>(data.sentences.size())},
                    {"longest", longest},
                    {"sentences_by_words", json_value::object()}}},
                  {"entities", types},
                  {"relations", relations},
                  {"triples", {{"total", triples}, {"sentences_by_triples", json_value::object()}}},
                  {"overlap", {{"none", none}, {"entity_overlap", entity_overlap}, {"pair_overlap", pair_overlap}}}};
  for (std::size_t i = 0; i < by_words.size(); ++i) {
    auto const name = i + 1 < by_words.size() ? fmt::format("{} to {}", 10 * i + 1, 10 * i + 10) : "more than 100";
    json["words"]["sentences_by_words"][name] = by_words[i];
  }
  for (std::size_t i = 0; i < by_count.size(); ++i)
    json["triples"]["sentences_by_triples"][std::string(hmt::detail::triple_count_names[i])] = by_count[i];
  for (auto const& [scheme, score] : score_tag_schemes(data, training))
    json["schemes"][scheme] = {{"precision", score.precision()}, {"recall", score.recall()}, {"f1", score.f1()}};
  json["oracle"] = to_json(oracle);
  return json;
}

/// Prints the statistics as text, or as one JSON object. Throws what reading throws.
inline void inspect(model_type const& type, data_settings const& settings) {
  auto data = read(settings.data, settings.reading);
  complete_types(data, settings.types);
  std::optional<corpus> other;
  if (!settings.learn_from.empty()) {
    other = read(settings.learn_from, settings.reading);
    complete_types(*other, settings.types);
  }
  auto const& training = other ? *other : data;
  auto const oracle = hmt::evaluate(data, type.oracle(data, training));
  json_value const json = statistics(data, training, oracle);
  if (!settings.chart.empty()) write_file(settings.chart, corpus_chart(json));
  if (settings.json) {
    write_result(json.dump(2) + "\n");
    return;
  }
  auto text = fmt::format("{} ({}): {}, {} skipped, {} (mean {:.1f}, longest {})\n", data.path, data.format,
                          hmt::detail::pluralise(data.sentences.size(), "sentence"), data.skipped,
                          hmt::detail::pluralise(json["words"]["total"].get<std::size_t>(), "word"),
                          json["words"]["mean"].get<double>(), json["words"]["longest"].get<std::size_t>());
  text += detail::section("sentences by words", json["words"]["sentences_by_words"]);
  text += detail::section("entities by type", json["entities"]);
  text += detail::section("triples by relation", json["relations"]);
  text += detail::section("sentences by number of triples", json["triples"]["sentences_by_triples"]);
  text += detail::section("sentences by overlap of their triples", json["overlap"]);
  text += detail::scheme_table(json["schemes"]);
  text += "\nrecovered by the tag schemes of this program's model\n\n";
  text += table(oracle);
  write_result(text);
}

}  // namespace hmt::experiment
