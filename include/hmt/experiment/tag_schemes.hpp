// SPDX-License-Identifier: MIT
// What each tag scheme for relations could say of a corpus, whatever the program's model.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/counts.hpp"
#include "hmt/experiment/compiled.hpp"

namespace hmt::experiment {

/// Names and oracle scores (exact spans; see `oracle`) of the library's schemes for relations with labels and roles
/// learnt from `training`: one tag a word, layers, each with either pairing. Allocates.
HMT_EXPERIMENT_INLINE std::vector<std::pair<std::string, counts>> score_tag_schemes(corpus const& data,
                                                                                    corpus const& training);

}  // namespace hmt::experiment

#ifndef HMT_EXPERIMENT_COMPILED
#include "hmt/experiment/score_tag_schemes.hpp"
#endif
