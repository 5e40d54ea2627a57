// SPDX-License-Identifier: MIT
// Reading corpora for a command; logs what was skipped or filled in.
#pragma once

#include <string>

#include "hmt/core/pluralise.hpp"
#include "hmt/corpus/entity_types.hpp"
#include "hmt/corpus/read_corpus.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// Reads a corpus and warns of skipped records. Throws what `read_corpus` throws.
inline corpus read(std::string const& path, corpus_settings const& how) {
  auto read = read_corpus(
      path,
      {.format = how.format, .skip_bad_records = how.skip_bad_records, .limit = how.limit, .tokenized = how.tokenized});
  if (read.skipped > 0)
    warn("{}: {} skipped, {} read", path, hmt::detail::pluralise(read.skipped, "broken record"), read.sentences.size());
  for (auto const& [what, count, first] : read.left_out)
    warn("{}: skipped: {} {}, the first at {}:{}", path, count, what, first.file, first.line);
  return read;
}

/// Assigns types to entities that have none, and logs their sources. `types`: a CoType file, or empty.
inline void complete_types(corpus& data, std::string const& types) {
  if (data.typed && types.empty()) return;
  auto const counts = assign_entity_types(data, types.empty() ? entity_typing() : entity_typing(types));
  log("{}: entity types: {} in the corpus, {} from {}, {} from the signatures of relations, {} MISC", data.path,
      counts.kept, counts.from_sentence, types.empty() ? "a typed corpus (see --types)" : types, counts.from_signature,
      counts.unknown);
}

}  // namespace hmt::experiment
