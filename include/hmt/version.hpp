// SPDX-License-Identifier: MIT
// The version of the library, its single definition: the build reads it from here.
#pragma once

/// Semantic version: a major version breaks source code or model files, a minor one adds features, a patch fixes bugs.
#define HMT_VERSION_MAJOR 0
#define HMT_VERSION_MINOR 1
#define HMT_VERSION_PATCH 0
