// SPDX-License-Identifier: MIT
// Extracted documents as a folder for BRAT, for correction.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "hmt/corpus/brat_folder.hpp"
#include "hmt/extract/document.hpp"

namespace hmt {

/// Adds a document with its original text: entities as found, and arguments of triples that are not entities. Throws
/// `data_error` (`file-write`).
inline void add_to_brat(brat_folder& folder, document const& of) {
  std::vector<brat_mark> marks;
  for (auto const& one : of.entities) marks.push_back({one.type, one.chars, one.text});
  auto const mark_of = [&](extracted_argument const& one) {
    auto const known = std::ranges::find(marks, one.chars, &brat_mark::points);
    auto const number = static_cast<std::size_t>(known - marks.begin());
    if (known == marks.end()) marks.push_back({one.type, one.chars, one.text});
    return number;
  };
  std::vector<brat_link> links;
  for (auto const& one : of.triples) {
    auto const head = mark_of(one.head), tail = mark_of(one.tail);
    links.push_back({head, one.relation, tail});
  }
  folder.add(of.name, of.text + "\n", marks, links);
}

}  // namespace hmt
