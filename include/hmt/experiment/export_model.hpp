// SPDX-License-Identifier: MIT
// The command `export`: a model for other programs.
#pragma once

#include "hmt/core/file.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/onnx_file.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment {

/// Writes a model as ONNX. Throws what `load_model`, `to_onnx` and `write_onnx` throw.
inline void export_model(model_type const& type, export_settings const& settings) {
  output_file::require_writable(settings.onnx);
  write_onnx(type.load(settings.model)->to_onnx(), settings.onnx);
}

}  // namespace hmt::experiment
