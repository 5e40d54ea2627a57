// SPDX-License-Identifier: MIT
// JSON: the only value type and parser of the library, since each further instantiation costs seconds to compile.
#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

namespace hmt {

/// A JSON value whose objects keep the order of their keys.
using json_value = nlohmann::ordered_json;

namespace detail {

/// What happens to a text that is not JSON.
enum class bad_json { throws, is_discarded };

/// The value of a text. If it is not JSON: throws `json_value::parse_error`, or returns a value that `is_discarded()`.
[[nodiscard]] inline json_value parse_json(std::string_view text, bad_json otherwise = bad_json::throws) {
  return json_value::parse(text.data(), text.data() + text.size(), nullptr, otherwise == bad_json::throws);
}

}  // namespace detail
}  // namespace hmt
