// SPDX-License-Identifier: MIT
// Throws what first_unit.cpp catches.
#include "hmt/core/error.hpp"

void throw_from_second_unit();
void throw_from_second_unit() {
  throw hmt::data_error("two-units", hmt::file_position{"corpus.jsonl", 3}, "thrown elsewhere");
}
