// SPDX-License-Identifier: MIT
// Numbers that the type of a policy fixes or leaves open, and the source of open ones.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/encoder/model_options.hpp"

namespace hmt {

/// The largest width of a policy.
inline constexpr std::size_t largest_width = 16'384;

/// A width that the type fixes.
template <std::size_t Fixed = std::dynamic_extent>
struct open_size {
  static_assert(Fixed > 0 && Fixed <= largest_width, "a width lies between 1 and 16384");
  static constexpr std::size_t value = Fixed;
  constexpr operator std::size_t() const { return value; }  // NOLINT(google-explicit-constructor)
};
/// A width that the type leaves open; 0: not known yet.
template <>
struct open_size<std::dynamic_extent> {
  std::size_t value = 0;
  constexpr open_size(std::size_t size = 0) : value(size) {}  // NOLINT(google-explicit-constructor)
  constexpr operator std::size_t() const { return value; }    // NOLINT(google-explicit-constructor)
};

/// Replaces a `std::ratio` if an objective leaves a number open; `Default` unless set in `model_options`.
template <class Default>
struct at_run_time {};

/// A number that the type fixes, as a `std::ratio`.
template <class Ratio>
struct open_number {
  static constexpr double value = static_cast<double>(Ratio::num) / static_cast<double>(Ratio::den);
  constexpr operator double() const { return value; }  // NOLINT(google-explicit-constructor)
};
/// A number that the type leaves open.
template <class Default>
struct open_number<at_run_time<Default>> {
  double value = open_number<Default>::value;
  constexpr operator double() const { return value; }  // NOLINT(google-explicit-constructor)
};

/// The valid values of a number: `holds`, and the same in words.
struct number_range {
  bool (*holds)(double);
  std::string_view text;
};

/// A width as spelled in model files; `any` while unknown.
inline std::string spelled(std::size_t size) { return size == 0 ? "any" : std::to_string(size); }
/// Another number: as a fraction, if a small one exists.
inline std::string spelled(double number) {
  for (int denominator = 1; denominator <= 1000; ++denominator) {
    double const numerator = std::round(number * denominator);
    if (std::abs(numerator) > 1e6) break;
    if (numerator / denominator == number)
      return denominator == 1 ? fmt::format("{:.0f}", numerator) : fmt::format("{:.0f}/{}", numerator, denominator);
  }
  return fmt::format("{}", number);
}

/// The numbers that a model's type leaves open: name in `model_options` -> value.
using open_numbers = std::map<std::string_view, double>;

/// The source of open numbers: `model_options`, or the spelling of a policy in a model file, such as `bilstm<300,
/// peephole::diagonal>`. A policy that leaves numbers open has `configure(policy_source const&)`, which reads each of
/// them.
class policy_source {
 public:
  /// `numbers`: if not null, receives the names and values of the options that are read.
  explicit policy_source(model_options const& options, open_numbers* numbers = nullptr)
      : options_(options), numbers_(numbers) {}
  explicit policy_source(std::string_view spelling) : is_spelling_(true), arguments_(arguments_of(spelling)) {}

  /// Sets `size`, unless the policy's type fixes it, to `from_options(options)`, where `name` is the option's name in
  /// `model_options`; or to argument number `argument` of the spelling, or to 'not known' if that is not a width.
  /// Throws `config_error` (`model-options`) for an option out of range.
  template <std::size_t Size, class FromOptions>
  void read(std::size_t argument, open_size<Size>& size, std::string_view name, FromOptions const& from_options) const {
    if constexpr (Size == std::dynamic_extent) {
      if (is_spelling_) {
        auto const found = number<std::size_t>(argument_text(argument));
        size.value = found && *found <= largest_width ? *found : 0;
        return;
      }
      size.value = from_options(options_);
      note(name, static_cast<double>(size.value));
      if (size.value < 1 || size.value > largest_width)
        throw config_error("model-options",
                           fmt::format("expected {} from 1 to {}, found {}", name_of(name), largest_width, size.value));
    }
  }

  /// The same for a number of an objective, which must be within `allowed`; it keeps its value if none is given.
  template <class Value>
  void read(std::size_t argument, open_number<Value>& value, std::string_view name,
            optional_number<double> model_options::*option, number_range const& allowed) const {
    // NOLINTNEXTLINE(bugprone-assignment-in-if-condition): tests whether it can be assigned
    if constexpr (requires { value.value = 0; }) {
      if (is_spelling_) {
        if (auto const found = fraction(argument_text(argument)); found && allowed.holds(*found)) value.value = *found;
        return;
      }
      value.value = (options_.*option).value_or(value.value);
      note(name, value.value);
      if (!allowed.holds(value.value))
        throw config_error("model-options", fmt::format("expected {} {}, found {}", name, allowed.text, value.value));
    }
  }

  /// The source for the nested policy that is argument number `argument`.
  [[nodiscard]] policy_source argument(std::size_t argument) const {
    return is_spelling_ ? policy_source(argument_text(argument)) : *this;
  }

  /// The same options, but with `hidden` from the option `name`, if the type leaves it open.
  template <class FromOptions>
  [[nodiscard]] policy_source with_hidden(std::string_view name, FromOptions const& from_options) const {
    auto other = *this;
    if (!is_spelling_) {
      other.options_.hidden = from_options(options_);
      other.hidden_name_ = name;
    }
    return other;
  }

 private:
  [[nodiscard]] std::string_view name_of(std::string_view option) const {
    return option == "hidden" ? hidden_name_ : option;
  }
  void note(std::string_view option, double value) const {
    if (numbers_ != nullptr) numbers_->emplace(name_of(option), value);
  }

  [[nodiscard]] std::string_view argument_text(std::size_t number) const {
    return number < arguments_.size() ? std::string_view(arguments_[number]) : std::string_view();
  }

  /// The arguments of `name<a, b<c, d>>`: a and b<c, d>.
  static std::vector<std::string> arguments_of(std::string_view spelling) {
    std::vector<std::string> arguments;
    auto const open = spelling.find('<');
    if (open == std::string_view::npos || !spelling.ends_with('>')) return arguments;
    auto rest = spelling.substr(open + 1, spelling.size() - open - 2);
    while (!rest.empty()) {
      std::size_t end = 0;
      for (int depth = 0; end < rest.size() && (rest[end] != ',' || depth > 0); ++end)
        depth += rest[end] == '<' ? 1 : rest[end] == '>' ? -1 : 0;
      arguments.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(rest.size(), end + 1));
      if (rest.starts_with(' ')) rest.remove_prefix(1);
    }
    return arguments;
  }

  template <class T>
  static std::optional<T> number(std::string_view text) {
    T value{};
    auto const [after, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && after == text.data() + text.size() ? std::optional(value) : std::nullopt;
  }

  /// A number as `spelled` writes it.
  static std::optional<double> fraction(std::string_view text) {
    auto const slash = text.find('/');
    auto const above = number<double>(text.substr(0, slash));
    if (!above || slash == std::string_view::npos) return above;
    auto const below = number<double>(text.substr(slash + 1));
    return below ? std::optional(*above / *below) : std::nullopt;
  }

  bool is_spelling_ = false;
  model_options options_;
  open_numbers* numbers_ = nullptr;
  std::string_view hidden_name_ = "hidden";
  std::vector<std::string> arguments_;
};

namespace detail {

/// Lets a policy read the numbers that it leaves open, if it has any.
template <class Policy>
void configure([[maybe_unused]] Policy& policy, [[maybe_unused]] policy_source const& from) {
  if constexpr (requires { policy.configure(from); }) policy.configure(from);
}

}  // namespace detail
}  // namespace hmt
