// SPDX-License-Identifier: MIT
// The border between the variants of a study and the program around them.
#pragma once

#include <vector>

#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/study_settings.hpp"

namespace hmt::experiment {

/// The whole of a study's binary: trains every variant with every seed, keeps the epoch that is best on --dev, scores
/// it on --test, and writes a table of means with a paired bootstrap test against the first variant. Each result is a
/// file of its own, so a study that was stopped goes on where it was, and a larger one takes up what a smaller one did.
/// Returns the exit status: 0 success; 1 an error, 2 a wrong command line, with its text on standard error. Throws
/// nothing.
HMT_EXPERIMENT_INLINE int study(int argc, char const* const* argv, description const& about,
                                std::vector<study_variant> const& variants);

}  // namespace hmt::experiment

#ifndef HMT_EXPERIMENT_COMPILED
#include "hmt/experiment/run_study.hpp"
#endif
