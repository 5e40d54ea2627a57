// SPDX-License-Identifier: MIT
// Table 3 of the paper on your copy of NYT10 or NYT11: HMT with and without its entity task, with the published rows;
// and with layered tags, which are not in the paper.
#include "paper_table.hpp"

int main(int argc, char** argv) {
  using device = hmt::cpu<float>;
  using hmt::experiment::variant;
  return hmt::experiment::study(
      argc, argv, {.name = "reproduce_table3", .summary = table_summary("Table 3")},
      {variant<hmt::without_entity_task<device>>(
           "without_entity_task", paper_training(),
           {{69.3, 61.1, 64.9, "table 3, NYT10"}, {65.2, 50.8, 57.1, "table 3, NYT11"}}),
       hmt_variant("table 3"), variant<hmt::layered_hmt_model<device>>("layered", paper_training())});
}
