// SPDX-License-Identifier: MIT
// The version of the library; the build reads it from here, so it is written down once.
#pragma once

/// Semantic version: a new major breaks source code or model files, a new minor adds, a new patch mends.
#define HMT_VERSION_MAJOR 0
#define HMT_VERSION_MINOR 1
#define HMT_VERSION_PATCH 0
