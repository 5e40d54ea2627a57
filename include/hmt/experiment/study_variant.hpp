// SPDX-License-Identifier: MIT
// From a model type to a variant of a study.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/json.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/evaluate/matching.hpp"
#include "hmt/evaluate/report.hpp"
#include "hmt/experiment/corpora.hpp"
#include "hmt/experiment/score.hpp"
#include "hmt/experiment/study_settings.hpp"
#include "hmt/experiment/train.hpp"
#include "hmt/hierarchy/model_file.hpp"

namespace hmt::experiment {

namespace detail {

/// Trains one model; what it reports of epochs, without times, which no two runs share.
template <class Model>
json_value train_variant(train_settings const& settings) {
  auto epochs = json_value::array();
  for (auto const& each : train_model<Model>(settings).epochs) {
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

template <class Model>
json_value test_variant(std::string const& file, std::string const& data_path, corpus_settings const& reading) {
  auto const model = load_model<Model>(file);
  auto const data = read(data_path, reading);
  scorer<Model> score(model, data);
  auto const found = score.predict(model);
  json_value json{{"test", to_json(score.evaluate(found))}};
  auto const add = [&]<class Rule>(Rule) {
    json["sentences"][std::string(Rule::name)] = sentence_counts<Rule>(data, found);
  };
  add(exact_span());
  add(exact_text());
  add(first_word());
  add(begin_tag());
  if (data.typed) add(strict());
  return json;
}

}  // namespace detail

/// A variant of a study: models of this type, trained so. `name` is its row's and its files'.
template <class Model>
study_variant variant(std::string name, train_defaults how, std::vector<published_scores> published = {}) {
  return {std::move(name), std::move(how), std::move(published), detail::train_variant<Model>,
          detail::test_variant<Model>};
}

}  // namespace hmt::experiment
