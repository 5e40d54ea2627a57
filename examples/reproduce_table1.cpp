// SPDX-License-Identifier: MIT
// Table 1 of the paper on your copy of NYT10 or NYT11: HMT and its single-task baseline, with the published rows.
#include "paper_table.hpp"

int main(int argc, char** argv) {
  using device = hmt::cpu<float>;
  using hmt::experiment::variant;
  return hmt::experiment::study(
      argc, argv, {.name = "reproduce_table1", .summary = table_summary("Table 1")},
      {variant<hmt::zheng_tagging<device>>(
           "tagging", paper_training(), {{59.3, 38.1, 46.4, "table 1, NYT10"}, {46.9, 48.9, 47.9, "table 1, NYT11"}}),
       hmt_variant("table 1")});
}
