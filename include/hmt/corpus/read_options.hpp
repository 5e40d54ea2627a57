// SPDX-License-Identifier: MIT
// The format of a corpus file, and how it is read.
#pragma once

#include <cstddef>

namespace hmt {

/// The known formats; `automatic` checks the keys of the first record, and treats folders and `.ann` files as `brat`.
enum class corpus_format { automatic, hrl, cotype, casrel, spert, jsonl, brat };

/// How a corpus is read.
struct read_options {
  corpus_format format = corpus_format::automatic;
  bool skip_bad_records = false;  ///< count broken records in `corpus::skipped` instead of throwing
  std::size_t limit = 0;          ///< read no more sentences than this; 0 reads all
  bool tokenized = false;         ///< `brat`: a line is a sentence, with words separated by white space
};

}  // namespace hmt
