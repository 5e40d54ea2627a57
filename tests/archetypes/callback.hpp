// SPDX-License-Identifier: MIT
// A minimal `Callback`: one of the four functions, in an object that can be neither copied nor moved.
#pragma once

#include <cstddef>

#include "hmt/train/report.hpp"

namespace hmt_archetype {

struct callback {
  callback() = default;
  callback(callback const&) = delete;
  callback& operator=(callback const&) = delete;

  template <class Model>
  void on_epoch(Model const&, hmt::epoch_report const&) {
    ++epochs;
  }

  std::size_t epochs = 0;
};

}  // namespace hmt_archetype
