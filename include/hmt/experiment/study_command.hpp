// SPDX-License-Identifier: MIT
// The interface between the model types that a study compares and its program.
#pragma once

#include <string>
#include <vector>

#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/study_settings.hpp"

namespace hmt::experiment {

/// A variant of a study; see `variant`. `type` must outlive it.
HMT_EXPERIMENT_INLINE study_variant variant_of(model_type const& type, std::string name, train_defaults how,
                                               std::vector<published_scores> published);

/// The whole binary of a study: trains every variant with every seed, keeps the best epoch on --dev, scores it on
/// --test, and writes a table of means with a paired bootstrap test against the first variant. Each result is a
/// separate file, so a stopped study resumes where it was, and a larger one reuses the results of a smaller one.
/// Returns the exit status: 0 success; 1 an error, 2 a wrong command line, with a message on standard error. Throws
/// nothing.
HMT_EXPERIMENT_INLINE int study(int argc, char const* const* argv, description const& about,
                                std::vector<study_variant> const& variants);

}  // namespace hmt::experiment

#ifndef HMT_EXPERIMENT_COMPILED
#include "hmt/experiment/run_study.hpp"
#include "hmt/experiment/run_variant.hpp"
#endif
