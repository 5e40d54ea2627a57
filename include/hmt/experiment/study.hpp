// SPDX-License-Identifier: MIT
// A study: several models, several seeds, one table. Its whole binary is `study(argc, argv, about,
// {variant<Model>(name, how), ...})`.
#pragma once

#include "hmt/experiment/study_command.hpp"
#include "hmt/experiment/study_settings.hpp"
#include "hmt/experiment/study_variant.hpp"
