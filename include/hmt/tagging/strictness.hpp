// SPDX-License-Identifier: MIT
// Decoding strictness: the treatment of spans whose labels no annotated sentence would have.
#pragma once

#include <concepts>
#include <string_view>

namespace hmt {

/// Requirements of a strictness policy `M`: `M::name`, and `M::keeps(opened, closed)`, whether a span is kept that
/// began with an opening prefix (`opened`) and ended with a closing one (`closed`). Both are true of a well-formed
/// span.
template <class M>
concept StrictnessPolicy = requires(bool flag) {
  { M::name } -> std::convertible_to<std::string_view>;
  { M::keeps(flag, flag) } -> std::same_as<bool>;
};

namespace tagging {

/// Keeps every span, for example an I without its B.
struct lenient {
  static constexpr std::string_view name = "lenient";
  static constexpr bool keeps(bool, bool) { return true; }
};

/// Keeps only spans whose labels `encode` could have written.
struct well_formed_only {
  static constexpr std::string_view name = "well_formed_only";
  static constexpr bool keeps(bool opened, bool closed) { return opened && closed; }
};

}  // namespace tagging

}  // namespace hmt
