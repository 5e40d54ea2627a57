// SPDX-License-Identifier: MIT
// The half of the example binaries that no model type enters into, compiled once for all of them.
#include "hmt/experiment/read_corpora.hpp"
#include "hmt/experiment/run_command.hpp"
#include "hmt/experiment/run_study.hpp"
#include "hmt/experiment/score_tag_schemes.hpp"
#include "hmt/experiment/write_onnx.hpp"
