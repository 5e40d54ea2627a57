// SPDX-License-Identifier: MIT
// The common part of the reproductions of the paper's tables: training as in the paper, and the row of HMT.
#pragma once

#include <string>

#include <hmt/device/cpu.hpp>
#include <hmt/experiment/study.hpp>
#include <hmt/models.hpp>

inline hmt::experiment::train_defaults paper_training() {
  return {.training = {.epochs = 30, .batch_size = 32, .dropout = 0.5}, .optimizer = "rmsprop", .learning_rate = 1e-3};
}

/// HMT, which is in the paper's tables 1 and 3.
inline hmt::experiment::study_variant hmt_variant(std::string const& table) {
  return hmt::experiment::variant<hmt::hmt_model<hmt::cpu<float>>>(
      "hmt", paper_training(), {{70.2, 62.3, 66.0, table + ", NYT10"}, {67.6, 53.8, 59.9, table + ", NYT11"}});
}

/// The description of a table's program in `--help`.
inline std::string table_summary(std::string const& table) {
  return table + " of the paper on NYT10 or NYT11, with the published rows (means of ten runs on the test parts)";
}
