// SPDX-License-Identifier: MIT
// Reading corpora for a command, with a word to the user about what was left out or filled in.
#pragma once

#include <string>

#include "hmt/corpus/sentence.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// Reads a corpus and tells of records that were skipped. Throws what `read_corpus` throws.
HMT_EXPERIMENT_INLINE corpus read(std::string const& path, corpus_settings const& how);

/// Gives types to entities that have none, and tells where they came from. `types`: a CoType file, or empty.
HMT_EXPERIMENT_INLINE void complete_types(corpus& data, std::string const& types);

}  // namespace hmt::experiment

#ifndef HMT_EXPERIMENT_COMPILED
#include "hmt/experiment/read_corpora.hpp"
#endif
