// SPDX-License-Identifier: MIT
// The command `export`: a model for programs of other kinds.
#pragma once

#include "hmt/core/file.hpp"
#include "hmt/experiment/onnx_file.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/onnx/to_onnx.hpp"

namespace hmt::experiment {

/// Writes a model as ONNX. Throws what `load_model`, `to_onnx` and `write_onnx` throw.
template <class Model>
void export_model(export_settings const& settings) {
  output_file::require_writable(settings.onnx);
  write_onnx(to_onnx(load_model<Model>(settings.model)), settings.onnx);
}

}  // namespace hmt::experiment
