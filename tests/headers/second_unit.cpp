// SPDX-License-Identifier: MIT
// Includes everything, as first_unit.cpp does.
#include "everything.hpp"

void throw_from_second_unit();
void throw_from_second_unit() {
  throw hmt::data_error("two-units", hmt::file_position{"corpus.jsonl", 3}, "thrown elsewhere");
}
