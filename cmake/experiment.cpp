// SPDX-License-Identifier: MIT
// The command lines of programs and studies, compiled once for all of them, independent of model types.
#include "hmt/experiment/run_command.hpp"
#include "hmt/experiment/run_study.hpp"
#include "hmt/experiment/run_variant.hpp"
