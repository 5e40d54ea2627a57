// SPDX-License-Identifier: MIT
// Callback: remembers the parameters of the best epoch.
#pragma once

#include <span>
#include <vector>

#include "hmt/train/report.hpp"

namespace hmt {

/// Keeps the parameters of the best epoch (see `keep_best`) on the host, without a file.
template <class Model>
class best_parameters {
 public:
  void on_epoch(Model const& model, epoch_report const& report) {
    if (!report.best) return;
    auto const values = model.parameters().values();
    values_.resize(values.size());
    typename Model::device_type().download(values, std::span(values_));
  }

  /// Restores them in the model that was trained; does nothing if there was no epoch.
  void restore(Model& model) const {
    if (!values_.empty())
      model.device().upload(std::span<typename Model::value_type const>(values_), model.parameters().values());
  }

 private:
  std::vector<typename Model::value_type> values_;
};

}  // namespace hmt
