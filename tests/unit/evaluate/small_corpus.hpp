// SPDX-License-Identifier: MIT
// A typed corpus of four sentences with predictions, whose scores can be counted by hand.
#pragma once

#include <string>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt_test {

/// Line 2 has one triple, line 3 two that share a pair, line 4 two of which one inverts the other, line 5 none.
inline hmt::corpus small_corpus() {
  return {.path = "small.jsonl",
          .format = "jsonl",
          .sentences = {{{"Ana", "Ruiz", "left", "Malaga"},
                         {{{0, 2}, "PER"}, {{3, 4}, "LOC"}},
                         {{{0, 2}, "born_in", {3, 4}}},
                         2},
                        {{"Bo", "Vik", "in", "Oslo"},
                         {{{0, 2}, "PER"}, {{3, 4}, "LOC"}},
                         {{{0, 2}, "born_in", {3, 4}}, {{0, 2}, "lives_in", {3, 4}}},
                         3},
                        {{"Lyon", ",", "France"},
                         {{{0, 1}, "LOC"}, {{2, 3}, "LOC"}},
                         {{{2, 3}, "contains", {0, 1}}, {{0, 1}, "part_of", {2, 3}}},
                         4},
                        {{"Rain"}, {}, {}, 5}},
          .skipped = 0,
          .typed = true};
}

/// Correct; a shortened head and a missed relation; one correct and one with the direction of its relation inverted;
/// one too many.
inline std::vector<hmt::extraction> small_predictions() {
  return {{{}, {{{0, 2}, "PER", 1}, {{3, 4}, "LOC", 1}}, {{{0, 2}, "born_in", {3, 4}, 1}}},
          {{}, {{{0, 1}, "PER", 1}, {{3, 4}, "ORG", 1}}, {{{0, 1}, "born_in", {3, 4}, 0.625}}},
          {{},
           {{{0, 1}, "LOC", 1}, {{2, 3}, "ORG", 1}},
           {{{2, 3}, "contains", {0, 1}, 1}, {{0, 1}, "contains", {2, 3}, 1}}},
          {{}, {}, {{{0, 1}, "lives_in", {0, 1}, 1}}}};
}

}  // namespace hmt_test
