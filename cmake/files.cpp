// SPDX-License-Identifier: MIT
// Functions of the library that are slow to compile but are no templates, see hmt/core/compiled.hpp.
#define HMT_FILES_COMPILED
#include "hmt/core/compiled/safetensors.hpp"
#include "hmt/hierarchy/compiled/model_header.hpp"
#include "hmt/onnx/compiled/builder.hpp"
