// SPDX-License-Identifier: MIT
// The options of `train` for the numbers that a model's type leaves open.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "hmt/encoder/model_options.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/experiment/options.hpp"
#include "hmt/experiment/settings.hpp"

namespace hmt::experiment::detail {

/// The default of a width that follows `--hidden` unless it is given.
inline std::string following_hidden(std::size_t width, std::size_t hidden) {
  return width == hidden ? "as --hidden" : width == 2 * hidden ? "twice --hidden" : "a third of --hidden";
}

/// Adds an option for each of the numbers that `open` names, with defaults from `settings`.
inline void add_model_options(CLI::App& train, train_settings& settings, open_numbers const& open) {
  auto& model = settings.how.model;
  auto const add = [&](std::string_view name, auto& number, std::string const& text, std::string const& otherwise) {
    if (!open.contains(name)) return;
    std::string flag = "--" + std::string(name);
    std::ranges::replace(flag, '_', '-');
    auto* const option = train.add_option(flag, number, text)->default_str(otherwise);
    option->each([&settings, flag](std::string const&) { settings.size_option = flag; });
    if constexpr (std::is_same_v<decltype(number), optional_number<double>&>)
      option->type_name("X");
    else
      option->type_name("N")->check(whole_number);
  };
  auto const width = [&](std::string_view name, std::size_t& number, std::string const& text) {
    add(name, number, text, std::to_string(number));
  };
  auto const following = [&](std::string_view name, optional_number<std::size_t>& number, std::string const& text) {
    if (open.contains(name))
      add(name, number, text,
          number.has_value() ? std::to_string(number.value_or(0))
                             : following_hidden(static_cast<std::size_t>(open.find(name)->second), model.hidden));
  };
  auto const weight = [&](std::string_view name, optional_number<double>& number, std::string const& text) {
    if (open.contains(name)) add(name, number, text, fmt::format("{}", open.find(name)->second));
  };
  add("word_dimension", settings.word_dimension, "Width of the word vectors",
      fmt::format("that of --vectors, without them {}", model.word_dimension.value_or(300)));
  width("hidden", model.hidden, "Width of each direction of the encoders");
  following("decoder_hidden", model.decoder_hidden, "Width of the decoders");
  following("tag_vector", model.tag_vector, "Width of the tag vectors");
  width("letter_vector", model.letter_vector, "Width of the character vectors");
  width("letter_hidden", model.letter_hidden, "Width of each direction of the BiLSTM over characters");
  width("shape_vector", model.shape_vector, "Width of the word shape vectors");
  following("pair_hidden", model.pair_hidden, "Width of each direction of the pair encoder");
  width("pair_vector", model.pair_vector, "Width of the vectors of spans as heads and tails");
  weight("tag_weight", model.tag_weight, "Weight of words whose gold tag is not O, above 0");
  weight("task_weight", model.task_weight, "Weight of a task in the objective, at least 0");
  weight("smoothing", model.smoothing, "Share of the target probability spread over all tags, above 0 and below 1");
  weight("exponent", model.exponent, "Exponent of the generalised cross-entropy, above 0 and at most 1");
}

}  // namespace hmt::experiment::detail
