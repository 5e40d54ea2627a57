// SPDX-License-Identifier: MIT
// Files in the form of ONNX, through libonnx.
#pragma once

#include <string>

#include "hmt/experiment/compiled.hpp"
#include "hmt/onnx/graph.hpp"

namespace hmt::experiment {

/// Writes a graph as a model of operator set 15. The file appears whole or not at all. Throws `data_error`
/// (`file-write`); `config_error` (`onnx-size`) for a graph of 2 GB or more, which this form of file cannot hold.
/// Allocates twice the graph's size; safe to call from several threads.
HMT_EXPERIMENT_INLINE void write_onnx(onnx_graph const& graph, std::string const& path);

}  // namespace hmt::experiment

#ifndef HMT_EXPERIMENT_COMPILED
#include "hmt/experiment/write_onnx.hpp"
#endif
