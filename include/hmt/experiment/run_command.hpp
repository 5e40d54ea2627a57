// SPDX-License-Identifier: MIT
// The commands of an example binary; declared in commands.hpp.
#pragma once

#include <algorithm>
#include <span>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/experiment/command_line.hpp"
#include "hmt/experiment/commands.hpp"
#include "hmt/experiment/compiled.hpp"
#include "hmt/experiment/completion.hpp"
#include "hmt/experiment/evaluate.hpp"
#include "hmt/experiment/export_model.hpp"
#include "hmt/experiment/extract.hpp"
#include "hmt/experiment/files.hpp"
#include "hmt/experiment/inspect.hpp"
#include "hmt/experiment/output.hpp"
#include "hmt/experiment/prepare.hpp"
#include "hmt/experiment/program.hpp"
#include "hmt/experiment/settings.hpp"
#include "hmt/experiment/train.hpp"

namespace hmt::experiment {

HMT_EXPERIMENT_INLINE int run_command(int argc, char const* const* argv, description const& about,
                                      std::span<device_model const> models) {
  return detail::run_program(
      argc, argv, about.name, "try a smaller --batch-size, or a machine with more",
      [&] { return command_line(about, models); },
      [&](command_line const& line) {
        auto const& [device, supported, type] =
            *std::ranges::find_if(models, [&](device_model const& each) { return each.device == line.device; });
        bool const computes = *line.train || *line.evaluate || *line.extract;
        if (computes && !supported())
          throw device_error("device-absent",
                             fmt::format("--device {}: expected a device that this machine has and this "
                                         "program was built for, found none",
                                         device));
        if (*line.train) train(*type, line.training);
        if (*line.evaluate) evaluate(*type, line.evaluation);
        if (*line.extract) extract(*type, line.extraction);
        if (*line.completion) write_result(bash_completion(line.app));
        if (*line.inspect) inspect(*type, line.inspection);
        if (*line.export_model) export_model(*type, line.exporting);
        if (*line.info) info(line.information, models);
        if (*line.convert) convert(line.conversion);
        if (*line.split) split(line.splitting);
        if (*line.validate) validate(line.validation);
      });
}

}  // namespace hmt::experiment
