// SPDX-License-Identifier: MIT
// The settings of a training, in a stable format.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "hmt/core/json.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/train/schedule.hpp"

namespace hmt::experiment {

/// The settings of a training on which its model depends, except files, as JSON. `learning_rate` is null for the
/// optimizer's default; `choose_by` is present unless it is `triples`.
inline json_value training_metadata(train_settings const& settings) {
  auto const& how = settings.how.training;
  json_value metadata{{"train", settings.train},
                      {"epochs", how.epochs},
                      {"batch_size", how.batch_size},
                      {"dropout", how.dropout},
                      {"word_dropout", how.word_dropout},
                      {"clip_norm", how.clip_norm},
                      {"seed", how.seed},
                      {"patience", how.patience},
                      {"minimum_count", settings.how.minimum_count},
                      {"optimizer", settings.how.optimizer},
                      {"learning_rate", nullptr},
                      {"schedule", name_of(how.schedule)},
                      {"warmup", how.warmup},
                      {"average", how.average}};
  if (settings.how.selection != selection_metric::triples) metadata["choose_by"] = name_of(settings.how.selection);
  if (settings.how.learning_rate) metadata["learning_rate"] = *settings.how.learning_rate;
  if (!settings.from.empty()) metadata["from"] = settings.from;
  return metadata;
}

/// The numbers that a model's type leaves open, as JSON: integers without a fraction.
inline json_value to_json(open_numbers const& numbers) {
  auto json = json_value::object();
  for (auto const& [name, value] : numbers) {
    if (std::trunc(value) == value)
      json[std::string(name)] = static_cast<std::int64_t>(value);
    else
      json[std::string(name)] = value;
  }
  return json;
}

}  // namespace hmt::experiment
