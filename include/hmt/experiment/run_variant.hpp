// SPDX-License-Identifier: MIT
// Training and testing a variant of a study; `variant_of` is declared in study_command.hpp.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/json.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/evaluate/matching.hpp"
#include "hmt/evaluate/report.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/study_command.hpp"
#include "hmt/experiment/study_settings.hpp"
#include "hmt/experiment/train.hpp"
#include "hmt/experiment/training_metadata.hpp"

namespace hmt::experiment {

namespace detail {

/// Trains one model and returns its reports of epochs, without times, which differ between runs.
inline json_value train_variant(model_type const& type, train_settings const& settings) {
  auto epochs = json_value::array();
  for (auto const& each : train_model(type, settings).epochs) {
    json_value epoch{{"epoch", each.epoch}, {"loss", each.loss}, {"best", each.best}};
    if (each.validation) epoch["f1"] = each.validation->f1;
    epochs.push_back(std::move(epoch));
  }
  return epochs;
}

/// Counts of each sentence under a rule, as [predicted, gold, correct].
template <class Rule>
json_value sentence_counts(corpus const& data, std::span<extraction const> found) {
  auto counted = json_value::array();
  for (std::size_t i = 0; i < found.size(); ++i) {
    auto const& one = data.sentences[i];
    auto const each = count_triples<Rule>(one, typed_triples(one), typed_triples(found[i]));
    counted.push_back({each.predicted, each.gold, each.correct});
  }
  return counted;
}

inline json_value test_variant(model_type const& type, std::string const& file, std::string const& data_path,
                               corpus_settings const& reading) {
  auto const model = type.load(file);
  auto const data = read(data_path, reading);
  auto const found = model->predict(data);
  auto const relations = model->relations();
  json_value json{{"test", to_json(hmt::evaluate(data, found, std::span(relations)))}};
  auto const add = [&]<class Rule>(Rule) {
    json["sentences"][std::string(Rule::name)] = sentence_counts<Rule>(data, found);
  };
  add(matching::exact_span());
  add(matching::exact_text());
  add(matching::first_word());
  add(matching::begin_tag());
  if (data.typed) add(matching::strict());
  return json;
}

}  // namespace detail

HMT_EXPERIMENT_INLINE study_variant variant_of(model_type const& type, std::string name, train_defaults how,
                                               std::vector<published_scores> published) {
  auto numbers = to_json(type.numbers(how.model));
  return {std::move(name),
          std::move(how),
          std::move(published),
          std::move(numbers),
          [&type](train_settings const& settings) { return detail::train_variant(type, settings); },
          [&type](std::string const& model, std::string const& data, corpus_settings const& reading) {
            return detail::test_variant(type, model, data, reading);
          }};
}

}  // namespace hmt::experiment
