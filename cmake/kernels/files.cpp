// SPDX-License-Identifier: MIT
// What of the library is no template and takes long to compile, see hmt/core/compiled.hpp.
#include "hmt/core/compiled/safetensors.hpp"
#include "hmt/hierarchy/compiled/model_header.hpp"
