// SPDX-License-Identifier: MIT
// From a model type to a variant of a study.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hmt/experiment/model_type_of.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/study_command.hpp"
#include "hmt/experiment/study_settings.hpp"

namespace hmt::experiment {

/// A variant of a study: models of this type, trained as in `how`. `name` is that of its row and files.
template <class Model>
study_variant variant(std::string name, train_defaults how, std::vector<published_scores> published = {}) {
  return variant_of(model_type_of<Model>, std::move(name), std::move(how), std::move(published));
}

}  // namespace hmt::experiment
