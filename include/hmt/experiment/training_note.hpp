// SPDX-License-Identifier: MIT
// How a model is trained, in a form to keep.
#pragma once

#include "hmt/core/json.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// The settings of a training on which its model depends, files aside, as JSON. Without a learning rate of its own it
/// has `learning_rate` null: the optimizer's default. Allocates.
inline json_value training_note(train_settings const& settings) {
  auto const& how = settings.how.training;
  json_value note{{"train", settings.train},
                  {"epochs", how.epochs},
                  {"batch_size", how.batch_size},
                  {"dropout", how.dropout},
                  {"clip_norm", how.clip_norm},
                  {"seed", how.seed},
                  {"patience", how.patience},
                  {"minimum_count", settings.how.minimum_count},
                  {"optimizer", settings.how.optimizer},
                  {"learning_rate", nullptr}};
  if (settings.how.learning_rate) note["learning_rate"] = *settings.how.learning_rate;
  return note;
}

}  // namespace hmt::experiment
