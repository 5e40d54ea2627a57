// SPDX-License-Identifier: MIT
// A study: several models, several seeds, one table. `study(argc, argv, about, {variant<Model>(name, how), ...})` is
// the whole of its binary.
#pragma once

#include "hmt/experiment/study_command.hpp"
#include "hmt/experiment/study_settings.hpp"
#include "hmt/experiment/study_variant.hpp"
