// SPDX-License-Identifier: MIT
// What a program can do with models of one type, on each of its devices.
#pragma once

#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// The commands that depend on the type of a model. What they throw ends the program.
struct model_commands {
  void (*train)(train_settings const&);
  void (*evaluate)(data_settings const&);
  void (*extract)(extract_settings const&);
  void (*inspect)(data_settings const&);
  void (*export_model)(export_settings const&);
};

/// The same for models on one of the devices that a program was built with.
struct device_commands {
  char const* device;   ///< what `--device` calls it
  bool (*supported)();  ///< whether this machine has it
  model_commands commands;
};

}  // namespace hmt::experiment
